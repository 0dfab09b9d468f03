//! The sessions of the chosen node for as long as its page is there, in whichever language.

use std::rc::Rc;

use quell_core::access::Credential;
use quell_core::session::Sort;
use yew::prelude::*;

use super::page::Screen;
use super::room::use_room;
use crate::browser::world::World;
use crate::config::Config;
use crate::desk::{Act, Desk};
use crate::kill::Ask;

/// What the page shows.
#[derive(Clone, PartialEq, Properties)]
pub struct SessionsPageProps {
    /// The tag of the language that is spoken.
    pub language: &'static str,
    /// The configuration.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// The desk.
    pub desk: Desk,
    /// In whose name, if somebody has signed in.
    pub credential: Option<Credential>,
    /// Whether a dialog is open: nothing is read behind one.
    pub busy: bool,
    /// How many kills were answered: after each the list is read again.
    pub answers: u32,
    /// Takes what happened at the desk.
    pub act: Callback<Act>,
    /// Whether a run is on its way: there is one at a time.
    pub running: bool,
    /// Takes what is to end, to be asked about.
    pub on_ask: Callback<Ask>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// Draws the page. Another language draws all of it anew, and leaves what is looked at: a list that somebody
/// pasted cannot be read again.
#[component]
pub fn SessionsPage(props: &SessionsPageProps) -> Html {
    let (service, target) = (props.desk.service(), props.desk.target());
    let doors = use_room(service, &target.filter, Sort::parse(&target.sort, service));
    html! { <Screen key={props.language} page={props.clone()} {doors} /> }
}
