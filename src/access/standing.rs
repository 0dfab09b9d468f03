//! Who is signed in, and for how long: one line in the header.

use quell_core::access::{Credential, Life};
use quell_core::session::{Unit, span};
use yew::prelude::*;

use super::Access;
use crate::browser::clock;
use crate::browser::world::World;
use crate::ui::{Icon, icon, spelled};
use crate::words::t;

/// How often the time that is left is told anew, in milliseconds.
const STEP_MS: u32 = 10_000;
/// How much of an access key is shown: enough to tell one's own from another.
const SHOWN: usize = 6;

/// Who is signed in.
#[derive(PartialEq, Properties)]
pub struct StandingProps {
    /// The access.
    pub access: Access,
    /// The world, which knows the cloud's time.
    pub world: World,
}

/// Draws the line.
#[component]
pub fn Standing(props: &StandingProps) -> Html {
    let update = use_force_update();
    use_effect_with((), move |()| {
        let timer = clock::each(STEP_MS, move || update.force_update());
        move || drop(timer)
    });
    let (access, world) = (&props.access, &props.world);
    let (class, picture, text) = match &access.credential {
        None => return html! {},
        Some(Credential::Keys(keys)) => {
            let name: String = keys.access().chars().take(SHOWN).collect();
            let text = t!("lens.keys", name = name).into_owned();
            if world.skew().is_beyond_window() {
                ("ending", Icon::Warning, t!("lens.skew").into_owned())
            } else {
                ("", Icon::Right, text)
            }
        }
        Some(Credential::Token(_)) => match access.lens.life(world.time()) {
            Life::Unknown => ("", Icon::Right, t!("token.signed_in").into_owned()),
            Life::Good(left) => (
                "",
                Icon::Right,
                t!("lens.good", time = time(left)).into_owned(),
            ),
            Life::Ending(left) => (
                "ending",
                Icon::Warning,
                t!("lens.ending", time = time(left)).into_owned(),
            ),
            Life::Over => ("over", Icon::Wrong, t!("lens.over").into_owned()),
        },
    };
    let lens = &access.lens;
    let title = (lens.size > 0).then(|| {
        let or = |text: &str| {
            if text.is_empty() {
                "–".to_owned()
            } else {
                spelled(text)
            }
        };
        t!(
            "lens.detail",
            user = or(&lens.user),
            project = or(&lens.project_name),
            size = lens.size
        )
        .into_owned()
    });
    html! { <span class={classes!("signed-in", class)} {title}>{ icon(picture) }{ text }</span> }
}

/// `23 h 40 min`, `12 min 5 s`.
fn time(ms: u64) -> String {
    i64::try_from(ms / 1000).map_or_else(|_| "∞".to_owned(), |seconds| span(seconds, Unit::Seconds))
}
