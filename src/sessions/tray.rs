//! The bar at the bottom: what is selected, and what can be done with it.

use std::rc::Rc;

use quell_core::services::Service;
use quell_core::session::{Bits, Step, View};
use yew::prelude::*;

use crate::ui::CopyButton;
use crate::words::{many, t};

/// The filter that shows what is selected.
const SELECTED: &str = "is:selected";

/// What the bar shows.
#[derive(PartialEq, Properties)]
pub struct TrayProps {
    /// The view.
    pub view: Rc<View>,
    /// Takes what was done.
    pub act: Callback<Step>,
    /// Shows the request of a kill.
    pub on_preview: Callback<()>,
    /// Asks about a kill.
    pub on_kill: Callback<()>,
    /// Why nothing can be ended now, if so.
    #[prop_or_default]
    pub blocked: Option<AttrValue>,
}

/// Whose handles are copied: made anew only when others are selected.
struct Chosen(Rc<View>);

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.0.reading() == other.0.reading() && self.bits() == other.bits()
    }
}

impl Chosen {
    fn bits(&self) -> &Bits {
        self.0.selection().bits()
    }

    fn handles(&self) -> AttrValue {
        let mut text = String::new();
        for row in self.bits().iter() {
            text.push_str(&self.0.sessions().handle(row));
            text.push('\n');
        }
        text.pop();
        text.into()
    }
}

/// Draws the bar. Where nothing is selected and nothing is gone, there is none.
#[component]
pub fn Tray(props: &TrayProps) -> Html {
    let view = &props.view;
    let handles = use_memo(Chosen(view.clone()), Chosen::handles);
    let count = view.selection().count();
    let gone = view.sessions().rows() - view.sessions().living();
    if count == 0 && gone == 0 {
        return html! {};
    }
    let copy = match view.service() {
        Service::Dcs => t!("tray.copy_addresses"),
        Service::Dds | Service::TaurusDb => t!("tray.copy"),
    };
    html! {
        <section class="tray" aria-label={t!("tray.label").into_owned()}>
            { said(view, count) }
            { links(props, gone) }
            if count > 0 {
                <div class="tray-deeds">
                    <CopyButton text={(*handles).clone()} label={copy.into_owned()} />
                    <button type="button" class="btn" onclick={props.on_preview.reform(|_: MouseEvent| ())}>
                        { t!("tray.preview") }
                    </button>
                    <button type="button" class="btn kill" disabled={props.blocked.is_some()}
                        aria-describedby={props.blocked.is_some().then_some("tray-blocked")}
                        onclick={props.on_kill.reform(|_: MouseEvent| ())}>
                        { many("tray.kill", count) }
                    </button>
                </div>
                if let Some(reason) = &props.blocked {
                    <p class="remark small tray-line" id="tray-blocked">{ reason.clone() }</p>
                }
            }
        </section>
    }
}

/// "5 selected · 2 hidden by the filter": one sentence, which a screen reader hears when it changes.
fn said(view: &View, count: usize) -> Html {
    let hidden = view.hidden_ticks();
    html! {
        <p role="status">
            <b>{ many("tray.selected", count) }</b>
            if hidden > 0 {
                <span class="muted">{ " · " }{ many("tray.hidden", hidden) }</span>
            }
        </p>
    }
}

fn links(props: &TrayProps, gone: usize) -> Html {
    let view = &props.view;
    let link = |step: Step, text: String| {
        let onclick = props.act.reform(move |_: MouseEvent| step.clone());
        html! { <button type="button" class="btn plain small" {onclick}>{ text }</button> }
    };
    let is_empty = view.selection().is_empty();
    // After many were selected at once it is said whether these are all that match.
    let (can, ticked) = if view.swept() {
        view.tickable()
    } else {
        (0, 0)
    };
    html! {
        <>
            if can > ticked {
                { link(Step::TickedShown(true), many("tray.more", can)) }
            } else if can > 0 {
                <span class="muted">{ many("tray.all", can) }</span>
            }
            if !is_empty && view.text().trim() != SELECTED {
                { link(Step::Filtered(SELECTED.to_owned()), t!("tray.show").into_owned()) }
            }
            if view.hidden_ticks() > 0 {
                { link(Step::DroppedHidden, t!("tray.drop").into_owned()) }
            }
            if !is_empty {
                { link(Step::Cleared, t!("tray.clear").into_owned()) }
            }
            if gone > 0 {
                { link(Step::DismissedGone, many("tray.gone", gone)) }
            }
        </>
    }
}
