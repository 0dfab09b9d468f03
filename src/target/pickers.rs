//! The ids of the target: each a field to type or paste into, with a list to choose from.

use std::rc::Rc;

use quell_core::access::Credential;
use quell_core::draft::Field;
use quell_core::id::InstanceId;
use quell_core::list::{Extent, Pick, Picker};
use yew::prelude::*;

use super::event::{Msg, Open, Way};
use super::field;
use super::popup;
use super::recent::{self, Recent};
use super::rows::{Group, Offer, Row, is_search, is_whole_id, rows};
use super::shelf::{Lack, Shelves, State, source};
use crate::browser::combo;
use crate::browser::keep::{self, Choice};
use crate::browser::page;
use crate::browser::reading::{Door, News, Run};
use crate::browser::world::World;
use crate::config::Config;
use crate::desk::{Act, Desk};
use crate::words;

/// What the pickers are handed.
#[derive(PartialEq, Properties)]
pub(super) struct PickersProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The world.
    pub world: World,
    /// The desk.
    pub desk: Desk,
    /// In whose name, if somebody has signed in.
    pub credential: Option<Credential>,
    /// Takes what happened at the desk.
    pub act: Callback<Act>,
    /// Opens the sign-in.
    pub on_sign_in: Callback<()>,
}

/// The pickers' state.
#[derive(Default)]
pub(super) struct Pickers {
    pub(super) open: Option<Open>,
    pub(super) shelves: Shelves,
    pub(super) recents: Vec<Recent>,
    /// What is typed to search: it becomes the id only when the list closes, so that no sessions
    /// are read of a node called `m`, `mo`, `mon`.
    pub(super) draft: Option<(Field, String)>,
    /// Who types a whole id needs no list: it is read when the typing rests.
    rest: Option<combo::Rest>,
    /// The field whose list is to open once somebody has signed in.
    wanted: Option<Field>,
}

impl Component for Pickers {
    type Message = Msg;
    type Properties = PickersProps;

    fn create(_: &Context<Self>) -> Self {
        Self {
            recents: kept(),
            ..Self::default()
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &PickersProps) -> bool {
        let credential = &ctx.props().credential;
        if old.credential != *credential {
            // Lists are of a token: what another one may see is not shown to this one.
            self.shelves = Shelves::default();
            let wanted = self.wanted.take().filter(|_| credential.is_some());
            if let Some(field) = wanted {
                self.open_list(ctx, field);
            }
        }
        let text = |props: &PickersProps, field| props.desk.text(field).to_owned();
        self.draft
            .take_if(|(field, _)| text(old, *field) != text(ctx.props(), *field));
        let field = self.open.as_ref().map(|open| open.field);
        if let Some(field) = field.filter(|_| self.rest.is_none()) {
            self.fetch(ctx, field, false);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Typed(field, text) => self.typed(ctx, field, text),
            Msg::Toggled(field) => {
                page::focus_id(field.word());
                let was_open = self.is_open(field);
                self.close(ctx);
                if !was_open {
                    self.open_list(ctx, field);
                }
            }
            Msg::Went(field, way) => self.go(ctx, field, way),
            Msg::Chose(row) => self.choose(ctx, &row),
            Msg::Forgot(which) => self.forget(ctx, which),
            Msg::Left(field) => {
                if self.is_open(field) {
                    self.close(ctx);
                }
            }
            Msg::GaveUp => (self.open, self.draft) = (None, None),
            Msg::WantedAgain => {
                if let Some(field) = self.open.as_ref().map(|open| open.field) {
                    page::focus_id(field.word());
                    self.fetch(ctx, field, true);
                }
            }
            Msg::Rested => {
                self.rest = None;
                if let Some(field) = self.open.as_ref().map(|open| open.field) {
                    self.fetch(ctx, field, false);
                }
            }
            Msg::Cancelled => {
                for list in &self.shelves {
                    if let State::Reading(run, _) = &list.state {
                        run.cancel();
                    }
                }
                if let Some(open) = &self.open {
                    page::focus_id(open.field.word());
                }
            }
            Msg::SignIn => {
                // The dialog gives the focus back to where it was: the field, not a button that is gone.
                if let Some(field) = self.open.as_ref().map(|open| open.field) {
                    page::focus_id(field.word());
                    self.close(ctx);
                    self.wanted = Some(field);
                }
                ctx.props().on_sign_in.emit(());
            }
            Msg::Heard(index, ticket, news) => return self.hear(ctx, index, ticket, *news),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        field::fields(self, ctx)
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if let Some(Open {
            field,
            active: Some(active),
            ..
        }) = &self.open
        {
            combo::reveal(&popup::list_id(*field), &popup::option_id(*field, *active));
        }
    }
}

impl Pickers {
    pub(super) fn is_open(&self, field: Field) -> bool {
        self.open.as_ref().is_some_and(|open| open.field == field)
    }

    /// The shelf of a field's list, or what is missing to ask for one.
    pub(super) fn state(&self, props: &PickersProps, field: Field) -> Result<&State, Lack> {
        let (index, of) = source(props, &self.shelves, field)?;
        let list = &self.shelves[index];
        let is_of_it = list.of.as_ref() == Some(&of);
        Ok(if is_of_it {
            &list.state
        } else {
            &State::Untouched
        })
    }

    /// The rows of the open list, and how many of the cloud's fit.
    pub(super) fn rows(&self, props: &PickersProps) -> (Vec<Row>, usize) {
        let Some(open) = &self.open else {
            return (Vec::new(), 0);
        };
        let listed = match self.state(props, open.field) {
            Ok(State::Read(_, picker)) => Some(picker),
            _ => None,
        };
        rows(Offer {
            field: open.field,
            config: &props.config,
            desk: &props.desk,
            recents: &self.recents,
            listed,
            needle: &open.needle,
        })
    }

    fn open_list(&mut self, ctx: &Context<Self>, field: Field) {
        self.show(field, String::new());
        self.fetch(ctx, field, false);
    }

    fn show(&mut self, field: Field, needle: String) {
        self.recents = kept();
        (self.wanted, self.rest) = (None, None);
        self.open = Some(Open {
            field,
            active: None,
            needle,
        });
    }

    /// Sees to it that a field's list is read, or is being read.
    fn fetch(&mut self, ctx: &Context<Self>, field: Field, again: bool) {
        let Ok((index, of)) = source(ctx.props(), &self.shelves, field) else {
            return;
        };
        let list = &mut self.shelves[index];
        if !again && list.of.as_ref() == Some(&of) {
            return;
        }
        list.ticket += 1;
        let ticket = list.ticket;
        let (door, pick): (Door, Pick) = of.clone();
        let told = ctx
            .link()
            .callback(move |news| Msg::Heard(index, ticket, Box::new(news)));
        let machine = Picker::new(pick, Some(words::for_services()));
        list.of = Some(of);
        list.state = State::Reading(Run::begin(machine, door, told), None);
    }

    /// Closes the list; what was typed to search is taken as the id.
    fn close(&mut self, ctx: &Context<Self>) {
        self.open = None;
        if let Some((field, text)) = self.draft.take() {
            ctx.props().act.emit(Act::Typed(field, text));
        }
    }

    fn typed(&mut self, ctx: &Context<Self>, field: Field, text: String) {
        let text_is_id = is_whole_id(&text);
        let is_listed = || self.rows(ctx.props()).0.iter().any(|row| row.id == text);
        if text_is_id || is_listed() {
            (self.open, self.draft) = (None, None);
            if field == Field::Node {
                let puts = [(Field::Node, text.trim().to_owned())];
                self.remember(ctx, &puts, "");
            }
        } else if is_search(&text) {
            self.show(field, text.clone());
            let link = ctx.link().clone();
            let rested = move || link.send_message(Msg::Rested);
            self.rest = Some(combo::after_typing(rested));
            self.draft = Some((field, text));
            return;
        } else {
            self.draft = None;
            if self.is_open(field) && text.trim().is_empty() {
                self.open_list(ctx, field);
            } else {
                self.open = None;
            }
        }
        ctx.props().act.emit(Act::Typed(field, text));
    }

    fn go(&mut self, ctx: &Context<Self>, field: Field, way: Way) {
        if !self.is_open(field) {
            self.open_list(ctx, field);
        }
        let count = self.rows(ctx.props()).0.len();
        let Some(open) = &mut self.open else { return };
        let Some(last) = count.checked_sub(1) else {
            open.active = None;
            return;
        };
        open.active = Some(match (way, open.active) {
            (Way::First, _) | (Way::Down, None) => 0,
            (Way::Down, Some(at)) => {
                if at < last {
                    at + 1
                } else {
                    0
                }
            }
            (Way::Up, Some(at)) if at > 0 => (at - 1).min(last),
            (Way::Last | Way::Up, _) => last,
        });
    }

    fn choose(&mut self, ctx: &Context<Self>, row: &Row) {
        if row.why_not.is_some() {
            return;
        }
        let field = self.open.take().map(|open| open.field);
        self.draft = None;
        let is_node = row
            .puts
            .iter()
            .any(|(field, text)| *field == Field::Node && !text.is_empty());
        if is_node {
            let name = Some(row.name.as_str()).filter(|_| field == Some(Field::Node));
            self.remember(ctx, &row.puts, name.unwrap_or_default());
        }
        for (field, text) in &row.puts {
            ctx.props().act.emit(Act::Typed(*field, text.clone()));
        }
        if let Some(field) = field {
            page::focus_id(field.word());
        }
    }

    /// Keeps a target among the recent ones, with the names that are known.
    fn remember(&mut self, ctx: &Context<Self>, puts: &[(Field, String)], name: &str) {
        self.recents = kept();
        let props = ctx.props();
        let listed = |index: usize| match &self.shelves[index].state {
            State::Read(_, picker) => Some(picker),
            _ => None,
        };
        let recent = Recent::of(
            &props.desk,
            puts,
            &self.recents,
            name,
            [listed(0), listed(1), listed(2)],
        );
        if let Some(recent) = recent {
            recent::remember(&mut self.recents, recent);
            keep::keep_choice(Choice::Recent, Some(&recent::write(&self.recents)));
        }
    }

    fn forget(&mut self, ctx: &Context<Self>, which: Option<usize>) {
        let service = ctx.props().desk.service();
        let is_project = self.is_open(Field::Project);
        let meant = which.and_then(|index| self.recents.get(index).cloned());
        self.recents.retain(|recent| match &meant {
            // A row of the projects stands for all that is recent in its project.
            Some(meant) if is_project => recent.project.0 != meant.project.0,
            Some(meant) => recent != meant,
            None => which.is_some() || recent.service != service,
        });
        let text = (!self.recents.is_empty()).then(|| recent::write(&self.recents));
        keep::keep_choice(Choice::Recent, text.as_deref());
        if let Some(open) = &mut self.open {
            open.active = None;
            page::focus_id(open.field.word());
        }
    }

    fn hear(&mut self, ctx: &Context<Self>, index: usize, ticket: u32, news: News<Picker>) -> bool {
        let list = &mut self.shelves[index];
        if list.ticket != ticket {
            return false;
        }
        match news {
            News::Progress(progress) => {
                if let State::Reading(_, now) = &mut list.state {
                    *now = Some(progress);
                }
            }
            News::Failed(failure) => list.state = State::Failed(failure),
            News::NoWay => list.state = State::NoWay,
            News::Done(extent, picker) => {
                list.state = State::Read(extent, picker);
                self.choose_the_only_one(ctx, extent);
            }
        }
        true
    }

    /// An instance with one node leaves nothing to choose.
    fn choose_the_only_one(&mut self, ctx: &Context<Self>, extent: Extent) {
        let is_free = ctx.props().desk.text(Field::Node).trim().is_empty();
        if !self.is_open(Field::Node) || !is_free || !extent.is_whole() {
            return;
        }
        let Ok((2, _)) = source(ctx.props(), &self.shelves, Field::Node) else {
            return;
        };
        let (all, fit) = self.rows(ctx.props());
        let only = all.iter().find(|row| row.group == Group::Listed);
        if let Some(only) = only.filter(|_| fit == 1) {
            self.choose(ctx, &only.clone());
        }
    }
}

/// The name by which this browser knows an instance: somebody chose it from a list here.
pub fn known_instance(instance: &InstanceId) -> Option<String> {
    recent::instance_name(&kept(), instance)
}

/// The recent targets as the browser keeps them: another tab may have added some.
fn kept() -> Vec<Recent> {
    let text = keep::choice(Choice::Recent).unwrap_or_default();
    recent::read(&text)
}
