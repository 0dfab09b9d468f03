//! The sessions of the chosen node: read, looked at, ticked.

use std::rc::Rc;

use quell_core::draft::{Draft, Review, review};
use quell_core::list::Whose;
use quell_core::route::Way;
use quell_core::services::Service;
use quell_core::session::{Sort, View, roles};
use quell_core::target::Target;
use yew::prelude::*;

use super::account::Found;
use super::details::{TABLE_ID, details};
use super::grid::Grid;
use super::keys::{Shortcut, use_keys};
use super::paste::Paste;
use super::pictures::Pictures;
use super::refresh::Refresh;
use super::room::{Deed, Doing, Doors, Place};
use super::states::{Aimed, from_link, moved, paste_button, state};
use super::stay::SessionsPageProps;
use super::toolbar::toolbar;
use super::tray::Tray;
use crate::browser::page;
use crate::browser::reading::Door;
use crate::desk::Act;
use crate::kill::{Ask, Preview, Wanted};
use crate::words::{self, t};

/// What is drawn.
#[derive(PartialEq, Properties)]
pub(super) struct ScreenProps {
    /// What the page shows.
    pub(super) page: SessionsPageProps,
    /// The room, which is there before this screen and after it.
    pub(super) doors: Doors,
}

/// Draws the page.
#[component]
pub(super) fn Screen(props: &ScreenProps) -> Html {
    let (props, doors) = (&props.page, props.doors.clone());
    let desk = &props.desk;
    let target = desk.target();
    let service = desk.service();
    let sort = Sort::parse(&target.sort, service);
    let whose = Whose::of(target, Some(words::for_services()));
    let is_by_hand = props.config.is_by_hand(target.cloud.as_ref());
    let door = door(props);
    let read = read(props, &doors, whose.as_ref(), door.as_ref());
    // Another node, another cloud, another token: what is shown would be of somewhere else.
    let (cloud, region) = (target.cloud.clone(), target.region.clone());
    let here = Whose::of(target, None).map(|whose| (whose, cloud.clone(), region.clone()));
    let keeps = doors.room.keeps(service, here.as_ref());
    use_effect_with((service, here.clone(), cloud, region), {
        let (doors, filter, here) = (doors.clone(), target.filter.clone(), here.clone());
        move |_| match here {
            Some(here) if keeps => doors.room.dispatch(Deed::Placed(here)),
            None if keeps => {}
            _ => doors.move_to(service, filter, sort),
        }
    });
    use_effect_with(
        (
            whose.clone(),
            door.clone().map(|door| (door.cloud, door.region)),
            props.credential.clone(),
            props.answers,
        ),
        {
            let read = read.clone();
            // What a person carries is read only when a person asks for it.
            let reads = !keeps && !is_by_hand;
            move |_| {
                if reads {
                    read.emit(());
                }
            }
        },
    );
    let is_pasted = doors.room.pasted.is_some();
    let read = {
        let doors = doors.clone();
        Callback::from(move |by_hand: bool| {
            // Nothing but a person's own word takes a pasted list away.
            if is_pasted && !by_hand {
                return;
            }
            if is_pasted {
                doors.room.dispatch(Deed::Left);
                page::focus_id("main");
            }
            read.emit(());
        })
    };
    let (back, read) = (read.reform(|()| true), read.reform(|()| false));
    // Those of the list that is drawn, which for a moment may still be another service's.
    let drawn = doors.room.view.service();
    let columns = use_state_eq(|| (drawn, Rc::new(Vec::new())));
    if columns.0 != drawn || columns.1.is_empty() {
        columns.set((drawn, Rc::new((0..roles(drawn).shown).collect())));
    }
    let is_open = use_state_eq(|| false);
    let room = &doors.room;
    let view = &room.view;
    let step = room.dispatcher().to_callback().reform(Deed::Step);
    arrange(props, view);
    let is_pasting = use_state_eq(|| false);
    let busy = props.busy || *is_pasting;
    let why_busy = match (busy, props.running) {
        (true, _) => Some("dialog"),
        (false, true) => Some("run"),
        (false, false) => None,
    };
    let pasted_at = room.taken.as_ref().filter(|_| is_pasted);
    let pasted_at = pasted_at.map(|taken| taken.at_ms.to_bits());
    let known = use_mut_ref(|| pasted_at);
    use_effect_with(pasted_at, move |at| {
        // A list that was there before the screen leaves the focus where it is.
        if known.replace(*at) != *at && at.is_some() {
            page::focus_id(TABLE_ID);
        }
    });
    let on_paste = {
        let is_pasting = is_pasting.setter();
        Callback::from(move |()| is_pasting.set(true))
    };
    let is_previewed = use_state_eq(|| false);
    // Of 100,000 ticks it is not made again for every key in the filter.
    let ticks = (
        desk.target().clone(),
        view.reading(),
        view.selection().clone(),
    );
    let review = use_memo(ticks, |(target, ..)| chosen(target, view));
    let blocked = blocked(props, whose.is_some(), view, &review);
    let on_kill = {
        let ask = Ask::at(&props.config, desk, wanted(view, is_pasted, &review));
        // Without a tick the key asks about nobody.
        let blocked = blocked.is_some() || view.selection().count() == 0;
        let on_ask = props.on_ask.clone();
        Callback::from(move |()| {
            if let Some(ask) = ask.clone().filter(|_| !blocked) {
                on_ask.emit(ask);
            }
        })
    };
    let has_keys = props.config.preferences.shortcuts != Some(false);
    use_keys(!busy && has_keys, {
        let (read, on_kill) = (read.clone(), on_kill.clone());
        Callback::from(move |shortcut| match shortcut {
            Shortcut::Filter => page::focus_id("filter"),
            Shortcut::Refresh => read.emit(()),
            Shortcut::Kill => on_kill.emit(()),
        })
    });
    let on_cancel = {
        let doors = doors.clone();
        Callback::from(move |()| doors.cancel())
    };
    let has_list = room.taken.is_some();
    let on_open = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(true))
    };
    let on_close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let on_preview = {
        let is_previewed = is_previewed.clone();
        Callback::from(move |()| is_previewed.set(!*is_previewed))
    };
    html! {
        <section class={classes!("sessions", is_open.then_some("with-details"))} aria-label={t!("sessions.title").into_owned()}>
            if desk.is_from_link() {
                { from_link(&props.act) }
            }
            { state(room, Aimed { at: whose.is_some(), is_by_hand }, props.credential.is_some(), &back, &on_cancel, &props.on_sign_in, &on_paste) }
            if has_list {
                { toolbar(view, &step, &columns) }
                <Pictures view={view.clone()} act={step.clone()} history={room.history.clone()} />
                <div class="list-line">
                    { counted(view) }
                    { moved(room) }
                    if is_pasted {
                        <span class="push"></span>
                    } else {
                        <Refresh taken={room.taken.clone()} reading={matches!(room.doing, Doing::Reading(_))}
                            ticked={view.selection().count()} busy={why_busy} signed_in={props.credential.is_some()} {is_by_hand} on_read={read}
                            start={props.config.preferences.refresh.unwrap_or_default()} />
                    }
                    <div class="buttons">{ paste_button(&on_paste) }</div>
                </div>
                <div class="split">
                    <Grid view={view.clone()} columns={columns.1.clone()} act={step.clone()} {on_open} on_close={on_close.clone()} />
                    if *is_open {
                        { details(view, &on_close) }
                    }
                </div>
                if *is_previewed && !view.selection().is_empty() {
                    <Preview prepared={review.prepared.clone()} way={way(props, &review)} sandbox={props.config.sandbox} />
                }
                <Tray view={view.clone()} act={step.clone()} {on_preview} {on_kill} {blocked} />
            }
            if *is_pasting {
                { paste(props, &doors, here, &is_pasting) }
            }
        </section>
    }
}

/// The dialog for a list that somebody copied.
fn paste(
    props: &SessionsPageProps,
    doors: &Doors,
    here: Option<Place>,
    is_pasting: &UseStateHandle<bool>,
) -> Html {
    let on_close = {
        let is_pasting = is_pasting.setter();
        Callback::from(move |()| is_pasting.set(false))
    };
    let on_show = {
        let (doors, on_close) = (doors.clone(), on_close.clone());
        Callback::from(move |found: Rc<Found>| {
            doors.paste(found.sessions.clone(), here.clone());
            on_close.emit(());
        })
    };
    html! {
        <Paste service={props.desk.service()} target={props.desk.target().clone()} protected={protected(props)}
            {on_show} {on_close} />
    }
}

/// "27 of 120 sessions": one sentence, which a screen reader hears when it changes.
fn counted(view: &View) -> Html {
    let (shown, all) = (view.rows().len(), view.sessions().rows());
    let text = if shown == all {
        t!("sessions.count", all = all)
    } else {
        t!("sessions.count_of", shown = shown, all = all)
    };
    html! { <p class="counted"><b>{ text }</b></p> }
}

/// Where requests go, if a place is chosen and there is a token.
fn door(props: &SessionsPageProps) -> Option<Door> {
    let target = props.desk.target();
    Some(Door {
        config: props.config.clone(),
        world: props.world.clone(),
        cloud: target.cloud.clone()?,
        region: target.region.clone()?,
        credential: props.credential.clone()?,
    })
}

fn read(
    props: &SessionsPageProps,
    doors: &Doors,
    whose: Option<&Whose>,
    door: Option<&Door>,
) -> Callback<()> {
    let protected = protected(props);
    let (doors, both) = (doors.clone(), whose.cloned().zip(door.cloned()));
    Callback::from(move |()| {
        if let Some((whose, door)) = both.clone() {
            doors.read(whose, door, &protected);
        }
    })
}

/// Filters whose sessions must not be ended.
fn protected(props: &SessionsPageProps) -> Vec<String> {
    let environment = props.desk.environment(&props.config);
    props.config.protected(environment)
}

/// Keeps filter and order in the address.
fn arrange(props: &SessionsPageProps, view: &View) {
    let service = view.service();
    let sort = view.sort();
    let sort = if sort == Sort::oldest(service) {
        String::new()
    } else {
        sort.word(service)
    };
    let target = props.desk.target();
    if service == props.desk.service() && (target.filter != view.text() || target.sort != sort) {
        let filter = view.text().to_owned();
        props.act.emit(Act::Arranged { filter, sort });
    }
}

/// The kill of what is ticked, as the form would have made it.
fn chosen(target: &Target, view: &View) -> Review {
    let handles: Vec<String> = view
        .selection()
        .iter()
        .map(|row| view.sessions().handle(row).into_owned())
        .collect();
    let operation = view
        .service()
        .operations()
        .next()
        .unwrap_or(quell_core::services::ALL[0]);
    review(
        operation,
        &Draft {
            project: target
                .project
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            instance: target
                .instance
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            node: target
                .node
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            handles: as_list(view.service(), &handles),
            scope: None,
            language: Some(words::for_services()),
        },
    )
}

/// Handles as a list that is read back exactly: an id of DDS may hold anything.
fn as_list(service: Service, handles: &[String]) -> String {
    match service {
        Service::TaurusDb => handles.join("\n"),
        Service::Dds | Service::Dcs => serde_json::to_string(handles).unwrap_or_default(),
    }
}

fn way(props: &SessionsPageProps, review: &Review) -> Option<Way> {
    let target = props.desk.target();
    let request = review.prepared.as_ref()?.request();
    props
        .config
        .way(target.cloud.as_ref()?, target.region.as_ref()?, &request)
        .ok()
}

/// What is ticked. Of a pasted list little more than the handles may be known: they are looked up anew.
fn wanted(view: &Rc<View>, is_pasted: bool, review: &Review) -> Wanted {
    if is_pasted {
        let handles = review.prepared.as_ref().map(|kill| kill.handles());
        return Wanted::Handles(handles.unwrap_or_default().into());
    }
    Wanted::Ticked(view.clone())
}

/// Why nothing can be ended now, in words.
fn blocked(
    props: &SessionsPageProps,
    is_aimed: bool,
    view: &View,
    review: &Review,
) -> Option<AttrValue> {
    if props.desk.is_from_link() {
        return Some(t!("sessions.blocked.link").into_owned().into());
    }
    if props.running {
        return Some(t!("sessions.blocked.run").into_owned().into());
    }
    if props.credential.is_none() {
        return Some(t!("sessions.blocked.token").into_owned().into());
    }
    if props.config.no_way(props.desk.target()).is_some() {
        return Some(t!("sessions.no_way").into_owned().into());
    }
    if !is_aimed {
        return Some(t!("capture.no_target").into_owned().into());
    }
    let problem = review
        .problems
        .first()
        .filter(|_| !view.selection().is_empty())?;
    Some(words::fault(&problem.fault).to_string().into())
}
