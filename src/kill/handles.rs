//! The field for ids or addresses: lines, commas or JSON, each bad piece named by its line.

use quell_core::draft::{Fault, Field, Review};
use yew::prelude::*;

use crate::browser::page;
use crate::desk::Act;
use crate::ui::{Weight, notice, shown};
use crate::words::{self, many, t};

/// How many refused pieces are named; the rest are counted.
const NAMED: usize = 8;

/// What the field shows.
pub(super) struct Handles<'a> {
    /// Which field it is.
    pub(super) field: Field,
    /// What is typed.
    pub(super) text: &'a str,
    /// What the check says of it.
    pub(super) review: &'a Review,
    /// Whether somebody asked for more.
    pub(super) asked: bool,
    /// Whether a cleared list can come back.
    pub(super) can_restore: bool,
    /// Takes what happened.
    pub(super) act: &'a Callback<Act>,
}

/// Draws the field.
pub(super) fn handles(props: &Handles<'_>) -> Html {
    let (field, review) = (props.field, props.review);
    let word = field.word();
    let fault = review.problem(field).map(|problem| &problem.fault);
    let wrong = match fault {
        Some(Fault::Missing) => props.asked,
        Some(_) => true,
        None => false,
    };
    let oninput = props
        .act
        .reform(move |event: InputEvent| Act::Typed(field, page::chosen(&event)));
    let clear = props.act.reform(|_: MouseEvent| Act::ClearedHandles);
    let restore = props.act.reform(|_: MouseEvent| Act::RestoredHandles);
    html! {
        <div class="handles">
            <div class="label-row">
                <label for={word}>{ t!(format!("handles.{word}.label")) }</label>
                <span class="count" role="status">{ counted(review) }</span>
                if !props.text.is_empty() {
                    <button type="button" class="btn plain small" onclick={clear}>{ t!("handles.clear") }</button>
                } else if props.can_restore {
                    <button type="button" class="btn plain small" onclick={restore}>{ t!("handles.restore") }</button>
                }
            </div>
            <textarea id={word} rows="8" value={props.text.to_owned()} {oninput} spellcheck="false"
                autocomplete="off" placeholder={t!(format!("handles.{word}.example")).into_owned()}
                aria-invalid={wrong.to_string()} aria-describedby={format!("{word}-hint {word}-says")} />
            <p class="muted small" id={format!("{word}-hint")}>{ t!(format!("handles.{word}.hint")) }</p>
            <div id={format!("{word}-says")}>
                { problems(fault, wrong) }
                { remarks(field, review) }
            </div>
        </div>
    }
}

fn counted(review: &Review) -> String {
    if review.count == 0 {
        return String::new();
    }
    let mut text = many("handles.count", review.count);
    if review.folded > 0 {
        text.push_str(" · ");
        text.push_str(&many("handles.folded", review.folded));
    }
    text
}

fn problems(fault: Option<&Fault>, wrong: bool) -> Html {
    match fault {
        Some(Fault::Pieces(pieces)) => {
            let line = |piece: &quell_core::paste::BadPiece| {
                html! {
                    <li>
                        { t!("handles.line", line = piece.line) }{ " " }
                        <code>{ shown(&piece.text) }</code>{ " " }
                        { words::piece_fault(&piece.fault) }
                    </li>
                }
            };
            let rest = pieces.len().saturating_sub(NAMED);
            let content = html! {
                <>
                    <p><b>{ many("fault.pieces", pieces.len()) }</b>{ " " }{ t!("handles.nothing_left_out") }</p>
                    <ul class="pieces">{ for pieces.iter().take(NAMED).map(line) }</ul>
                    if rest > 0 {
                        <p>{ many("handles.more", rest) }</p>
                    }
                </>
            };
            html! { <div role="alert">{ notice(Weight::Wrong, content) }</div> }
        }
        Some(fault @ Fault::TooLarge { .. }) => html! {
            <div role="alert">{ notice(Weight::Wrong, words::fault(fault).into()) }</div>
        },
        Some(_) if wrong => html! { <p class="problem" role="alert">{ t!("handles.missing") }</p> },
        _ => html! {},
    }
}

fn remarks(field: Field, review: &Review) -> Html {
    let of_field = review.remarks.iter().filter(|remark| remark.field == field);
    let each = |remark: &quell_core::draft::Remark| {
        let others = remark.count.saturating_sub(1);
        let content = html! {
            <p>
                if let Some(example) = &remark.example {
                    <code>{ shown(example) }</code>{ " " }
                }
                if others > 0 {
                    { many("handles.and_others", others) }{ " " }
                }
                { words::advice(&remark.advice) }
            </p>
        };
        notice(Weight::Warning, content)
    };
    html! { { for of_field.map(each) } }
}
