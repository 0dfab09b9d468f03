//! The shell: header, target bar, and the page of the chosen service.

use std::rc::Rc;

use quell_core::access::Credential;
use quell_core::target::{Screen, Target};
use yew::prelude::*;

use super::header::{comfort, header};
use super::kills::{Deed, use_kills};
use super::way::way_there;
use crate::access::{Access, AccessAct, Exchange, SignIn, Site, Standing, use_idle_lock};
use crate::browser::conduct::Means;
use crate::browser::journal::Fault;
use crate::browser::keep;
use crate::browser::page;
use crate::browser::world::World;
use crate::config::Config;
use crate::desk::{Act, Desk, Texts};
use crate::hand::{HandDialog, use_errand};
use crate::history::{Found, FoundMeans, HistoryPage};
use crate::kill::{Ask, Confirm, KillPage, RunPanel};
use crate::sessions::SessionsPage;
use crate::settings::{Settings, SettingsPage, broken_settings, use_testing};
use crate::target::{Bar, target_bar};
use crate::ui::{Weight, notice};
use crate::words::{journal_fault, t};

/// The desk as a reducer: its steps need the configuration.
#[derive(Clone, Debug, PartialEq)]
struct AtDesk {
    config: Rc<Config>,
    desk: Desk,
}

impl Reducible for AtDesk {
    type Action = Act;

    fn reduce(self: Rc<Self>, act: Act) -> Rc<Self> {
        let desk = self.desk.step(&self.config, act);
        if desk == self.desk {
            return self;
        }
        Rc::new(Self {
            config: self.config.clone(),
            desk,
        })
    }
}

/// What the shell is handed: the world, and a language that is kept above.
#[derive(PartialEq, Properties)]
pub struct ShellProps {
    /// The configuration.
    pub config: Rc<Config>,
    /// The world; tests hand in another.
    pub world: World,
    /// The tag of the language that is spoken.
    pub language: &'static str,
    /// The person's own settings.
    pub settings: Settings,
}

/// The console once it is configured.
#[component]
pub fn Shell(props: &ShellProps) -> Html {
    let config = &props.config;
    let at = use_reducer(|| AtDesk {
        config: config.clone(),
        desk: Desk::new(
            config,
            Texts::read(&keep::texts()),
            Target::from_fragment(&page::fragment()),
        ),
    });
    let access = use_reducer(Access::default);
    let doors = use_kills();
    use_address(&at);
    let testing = use_testing(&props.world);

    let act = at.dispatcher().to_callback();
    let access_act = access.dispatcher().to_callback();
    let on_sign_in = access_act.reform(|()| AccessAct::Asked);
    let desk = &at.desk;
    let kills = &doors.kills;
    let means = Means {
        config: config.clone(),
        world: props.world.clone(),
        credential: access.credential.clone(),
        protected: config.protected(desk.environment(config)),
    };
    use_effect_with((access.credential.clone(), kills.run.clone()), {
        let means = means.clone();
        move |(_, run)| {
            if let Some(run) = run {
                run.set_credential(means.credential);
            }
        }
    });
    let errand = use_errand(&props.world);
    // Who carries a request works in another window: the lock waits for the answer.
    use_idle_lock(
        access.credential.is_some() && !kills.is_at_work() && errand.is_none(),
        &access_act,
    );
    // The question does not wait for it, and what it finds lets nothing through and stops nothing.
    let asked = kills
        .asked
        .as_ref()
        .map(|ask| ask.place.lead.route().clone());
    use_effect_with(asked.clone(), {
        let testing = testing.clone();
        move |route| {
            if let Some(route) = route {
                testing.look_for_guard(route);
            }
        }
    });
    let guard = asked.and_then(|route| testing.tests.guard(&route));
    let site = Site::of(config, &props.world, desk.target());
    // The words come from a place that no property shows: another language draws all anew.
    let language = props.language;
    let dialog = kills.asked.as_ref().map(|ask| {
        html! {
            <Confirm key={language} config={config.clone()} world={props.world.clone()} credential={access.credential.clone()} lens={access.lens.clone()}
                ask={ask.clone()} guard={guard.clone()} on_agree={doors.agree(means.clone())} on_sign_in={on_sign_in.clone()}
                on_withdraw={let doors = doors.clone(); Callback::from(move |()| doors.dispatch(Deed::Withdrew))} />
        }
    });
    let result = kills.run.as_ref().map(|run| {
        let ask = Ask::again(config, run);
        let id = run.with(|run| run.id().to_string());
        let record = Target {
            screen: Screen::History(Some(id.clone())),
            ..desk.target().clone()
        };
        html! {
            <RunPanel key={format!("{language} {id}")} record={format!("#{}", record.to_fragment())} config={config.clone()}
                conduct={run.clone()} version={kills.version} on_again={doors.again(ask)}
                is_in_history={matches!(desk.target().screen, Screen::History(_))}
                on_close={let doors = doors.clone(); Callback::from(move |()| doors.dispatch(Deed::Closed))}
                on_sign_in={on_sign_in.clone()} />
        }
    });
    // What may be missing keeps its place: without it all that stands before it would be made anew.
    html! {
        <>
            <a class="skip" href="#main" onclick={Callback::from(skip)}>{ t!("skip") }</a>
            { header(desk, &access, &access_act, comfort(config, language, &props.settings),
                html! { <Standing key={language} access={(*access).clone()} world={props.world.clone()} /> }) }
            { target_bar(&Bar {
                config, world: &props.world, language, desk, credential: access.credential.as_ref(), act: &act,
                on_sign_in: access_act.reform(|()| AccessAct::Asked),
            }) }
            <main id="main" tabindex="-1">
                if config.sandbox {
                    { notice(Weight::Calm, html! { { t!("sandbox.banner") } }) }
                }
                { way_there(config, desk.target()) }
                if access.was_idle {
                    { notice(Weight::Calm, html! { <p role="status">{ t!("token.was_idle") }</p> }) }
                }
                if let Some(Credential::Token(token)) = &access.credential {
                    <Exchange key={language} site={site.clone()} token={token.clone()} lens={access.lens.clone()} act={access_act.clone()} />
                }
                if kills.has_no_chance {
                    { notice(Weight::Wrong, t!("no_chance").into()) }
                }
                { kills.fault.as_ref().map(no_journal).unwrap_or_default() }
                { broken_settings(&props.settings, desk.target()) }
                { result.unwrap_or_default() }
                <Found key={language} means={FoundMeans(means.clone())} busy={kills.is_busy()} version={kills.answers()}
                    on_recover={doors.recover(means.clone())} />
                { screens(desk) }
                { match &desk.target().screen {
                    Screen::ByHand => html! {
                        <KillPage key={language} config={config.clone()} desk={desk.clone()} signed_in={access.credential.is_some()}
                            busy={kills.is_busy()} {act} on_ask={doors.ask()} on_sign_in={on_sign_in.clone()} />
                    },
                    Screen::Sessions => html! {
                        <SessionsPage {language} config={config.clone()} world={props.world.clone()} desk={desk.clone()}
                            credential={access.credential.clone()} busy={access.asking || kills.asked.is_some() || errand.is_some()}
                            running={kills.is_busy()} answers={kills.answers()} {act} on_ask={doors.ask()}
                            on_sign_in={on_sign_in.clone()} />
                    },
                    Screen::History(run) => html! {
                        <HistoryPage key={language} run={run.clone()} target={desk.target().clone()} version={kills.answers()} />
                    },
                    Screen::Settings => html! {
                        <SettingsPage key={language} {language} config={config.clone()} world={props.world.clone()} target={desk.target().clone()}
                            access={(*access).clone()} settings={props.settings.clone()} testing={testing.clone()}
                            act={access_act.clone()} />
                    },
                } }
            </main>
            { dialog.unwrap_or_default() }
            if let Some(errand) = errand {
                <HandDialog key={format!("{language} {}", errand.id)} errand={errand.clone()} world={props.world.clone()} is_look={kills.is_looking()} />
            }
            if access.asking {
                <SignIn key={language} {site} act={access_act} />
            }
        </>
    }
}

/// Without a journal nothing is sent: why there is none, and what to do.
fn no_journal(fault: &Fault) -> Html {
    notice(
        Weight::Wrong,
        html! { <p role="alert"><b>{ t!("journal.title") }</b>{ " " }{ journal_fault(fault) }</p> },
    )
}

/// The two ways to end sessions, from the list or by ids that somebody has, and what was done before.
fn screens(desk: &Desk) -> Html {
    let link = |screen: Screen, key: &str| {
        let here = std::mem::discriminant(&screen) == std::mem::discriminant(&desk.target().screen);
        let target = Target {
            screen,
            ..desk.target().clone()
        };
        let current = here.then_some("page");
        html! { <a href={format!("#{}", target.to_fragment())} aria-current={current}>{ t!(key) }</a> }
    };
    html! {
        <nav class="tabs screens" aria-label={t!("nav.screens").into_owned()}>
            { link(Screen::Sessions, "nav.sessions") }
            { link(Screen::ByHand, "nav.by_hand") }
            { link(Screen::History(None), "nav.history") }
            { link(Screen::Settings, "nav.settings") }
        </nav>
    }
}

/// The hash is the target, so a link to `#main` must move the focus by itself.
fn skip(event: MouseEvent) {
    event.prevent_default();
    page::focus_id("main");
}

/// Keeps the address and the tab's memory in step with the desk.
#[hook]
fn use_address(at: &UseReducerHandle<AtDesk>) {
    let update = use_force_update();
    use_effect_with((), {
        let dispatcher = at.dispatcher();
        move |()| {
            let listener = page::on_fragment(move |fragment| {
                dispatcher.dispatch(Act::CameTo(Target::from_fragment(&fragment)));
                // An address that changes nothing draws nothing, but must be put right all the same.
                update.force_update();
            });
            move || drop(listener)
        }
    });
    let fragment = at.desk.target().to_fragment();
    use_effect(move || {
        if page::fragment().strip_prefix('#') != Some(&fragment) {
            page::replace_fragment(&fragment);
        }
    });
    use_effect_with(at.desk.texts().clone(), |texts| {
        keep::keep_texts(&texts.write());
    });
}
