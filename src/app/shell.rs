//! The shell: header, target bar, and the page of the chosen service.

use std::rc::Rc;

use quell_core::send::{Event, Stage};
use quell_core::target::Target;
use yew::prelude::*;

use super::header::{comfort, header, use_theme};
use super::job::use_job;
use crate::access::{Access, AccessAct, SignIn};
use crate::browser::keep;
use crate::browser::page;
use crate::browser::world::{Outgoing, World};
use crate::config::Config;
use crate::desk::{Act, Desk, Texts};
use crate::kill::{Confirm, KillPage, ResultPanel};
use crate::sessions::SessionsPage;
use crate::target::{Bar, target_bar};
use crate::ui::{Weight, notice};
use crate::words::t;

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
    /// Takes another tag.
    pub on_language: Callback<String>,
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
    let (job, agree) = use_job(&props.world);
    use_address(&at);
    let (theme, on_theme) = use_theme();

    let act = at.dispatcher().to_callback();
    let access_act = access.dispatcher().to_callback();
    let step = job.dispatcher().to_callback();
    let no_chance = use_state_eq(|| false);
    let on_agree = {
        let (no_chance, withdraw) = (no_chance.clone(), step.clone());
        let (world, token, asked) = (
            props.world.clone(),
            access.token.clone(),
            access_act.clone(),
        );
        Callback::from(move |(kill, reason): (quell_core::kill::Aimed, String)| {
            let Some(token) = token.clone() else {
                asked.emit(AccessAct::Asked);
                return;
            };
            let Some(attempt) = world.attempt() else {
                no_chance.set(true);
                withdraw.emit(Event::Withdrew);
                return;
            };
            let outgoing = Outgoing {
                url: kill.aim().url.clone(),
                request: kill.kill().request(),
                token,
                attempt: Some(attempt),
            };
            let event = Event::Agreed {
                kill,
                attempt,
                reason,
            };
            agree.emit((event, outgoing));
        })
    };
    let answers = use_mut_ref(|| (None, 0_u32));
    let answers = {
        // Counted by attempt: an answer that is drawn twice is one answer.
        let attempt = match &job.0 {
            Stage::Answered { sent, .. } => Some(sent.attempt()),
            _ => None,
        };
        let mut counted = answers.borrow_mut();
        if attempt.is_some() && counted.0 != attempt {
            *counted = (attempt, counted.1 + 1);
        }
        counted.1
    };
    // The words come from a place that no property shows: another language draws all anew.
    let language = props.language;
    let desk = &at.desk;
    let dialog = match &job.0 {
        Stage::Reviewing(kill) => html! {
            <Confirm key={language} config={config.clone()} kill={kill.clone()} sending={false}
                on_agree={on_agree} on_withdraw={step.reform(|()| Event::Withdrew)} />
        },
        Stage::Sending(sent) => html! {
            <Confirm key={language} config={config.clone()} kill={sent.aimed().clone()} sending={true}
                on_agree={Callback::noop()} on_withdraw={Callback::noop()} />
        },
        Stage::Drafting | Stage::Answered { .. } => html! {},
    };
    let result = match &job.0 {
        Stage::Answered {
            sent,
            reply,
            outcome,
        } => html! {
            <ResultPanel key={format!("{language} {}", sent.attempt())} config={config.clone()} sent={sent.clone()}
                reply={reply.clone()} outcome={outcome.clone()} on_close={step.reform(|()| Event::Closed)}
                on_sign_in={access_act.reform(|()| AccessAct::Asked)} />
        },
        _ => html! {},
    };
    html! {
        <>
            <a class="skip" href="#main" onclick={Callback::from(skip)}>{ t!("skip") }</a>
            { header(desk, &access, &access_act, comfort(language, &props.on_language, &theme, on_theme)) }
            { target_bar(&Bar {
                config, world: &props.world, language, desk, token: access.token.as_ref(), act: &act,
                on_sign_in: access_act.reform(|()| AccessAct::Asked),
            }) }
            <main id="main" tabindex="-1">
                { for config.sandbox.then(|| notice(Weight::Calm, html! { { t!("sandbox.banner") } })) }
                { for no_chance.then(|| notice(Weight::Wrong, t!("no_chance").into())) }
                { result }
                { screens(desk) }
                if desk.target().by_hand {
                    <KillPage key={language} config={config.clone()} desk={desk.clone()} signed_in={access.token.is_some()}
                        answered={matches!(job.0, Stage::Answered { .. })} {act}
                        on_review={step.reform(Event::AskedForReview)}
                        on_close={step.reform(|()| Event::Closed)}
                        on_sign_in={access_act.reform(|()| AccessAct::Asked)} />
                } else {
                    <SessionsPage {language} config={config.clone()} world={props.world.clone()} desk={desk.clone()}
                        token={access.token.clone()} busy={access.asking || !matches!(job.0, Stage::Drafting | Stage::Answered { .. })}
                        answers={answers} {act} on_review={step.reform(Event::AskedForReview)}
                        on_sign_in={access_act.reform(|()| AccessAct::Asked)} />
                }
            </main>
            { dialog }
            if access.asking {
                <SignIn key={language} sandbox={config.sandbox} act={access_act} />
            }
        </>
    }
}

/// The two ways to end sessions: from the list, or by ids that somebody has.
fn screens(desk: &Desk) -> Html {
    let link = |by_hand: bool, key: &str| {
        let target = Target {
            by_hand,
            ..desk.target().clone()
        };
        let current = (desk.target().by_hand == by_hand).then_some("page");
        html! { <a href={format!("#{}", target.to_fragment())} aria-current={current}>{ t!(key) }</a> }
    };
    html! {
        <nav class="tabs screens" aria-label={t!("nav.screens").into_owned()}>
            { link(false, "nav.sessions") }
            { link(true, "nav.by_hand") }
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
