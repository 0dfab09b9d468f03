//! The fields of the pickers: what can be typed, what is wrong with it, and the way to the list.

use quell_core::draft::{Fault, Field, Review};
use quell_core::id::{IdFault, InstanceId, Kind};
use yew::prelude::*;

use super::event::{Msg, Way};
use super::pickers::Pickers;
use super::popup::{list_id, option_id, popup, says};
use super::rows::Group;
use crate::browser::{combo, page};
use crate::desk::{Act, Desk};
use crate::words::{self, t};

/// Draws all fields, what is in the wrong place, and the sentence for a screen reader.
pub(super) fn fields(pickers: &Pickers, ctx: &Context<Pickers>) -> Html {
    let props = ctx.props();
    let desk = &props.desk;
    let review = desk.review();
    let node = [Field::Node, Field::Scope];
    let has_node = node
        .iter()
        .any(|field| desk.operation().fields.contains(field));
    let fields = [Field::Project, Field::Instance, Field::Node];
    let fields = &fields[..if has_node { 3 } else { 2 }];
    html! {
        <>
            { for fields.iter().map(|field| one(pickers, ctx, &review, *field)) }
            { for fields.iter().map(|field| wrong_place(*field, desk, &review, &props.act)) }
            <p class="hidden" role="status">{ says(pickers, props) }</p>
        </>
    }
}

/// What is wrong with a field. DDS sends no instance, but one in the wrong shape finds no node.
fn fault(desk: &Desk, review: &Review, field: Field) -> Option<Fault> {
    if let Some(problem) = review.problem(field) {
        return Some(problem.fault.clone());
    }
    let text = desk.text(Field::Instance).trim();
    let is_unchecked = field == Field::Instance
        && !desk.operation().fields.contains(&Field::Instance)
        && !text.is_empty();
    if is_unchecked {
        InstanceId::parse(text).err().map(Fault::Id)
    } else {
        None
    }
}

fn one(pickers: &Pickers, ctx: &Context<Pickers>, review: &Review, field: Field) -> Html {
    let (props, link) = (ctx.props(), ctx.link());
    let desk = &props.desk;
    let draft = pickers.draft.as_ref().filter(|(of, _)| *of == field);
    let wrong = fault(desk, review, field).filter(|_| draft.is_none());
    let wrong = wrong.filter(|fault| *fault != Fault::Missing || desk.was_asked());
    let mut remarks = review.remarks.iter();
    let remark = remarks.find(|remark| remark.field == field && draft.is_none());
    let word = field.word();
    let name = t!(format!("target.{word}"));
    let open = pickers.open.as_ref().filter(|open| open.field == field);
    let is_open = open.is_some();
    let (rows, fit) = if is_open {
        pickers.rows(props)
    } else {
        (Vec::new(), 0)
    };
    let active = open.and_then(|open| open.active.filter(|at| *at < rows.len()));
    let oninput = link.callback(move |event: InputEvent| Msg::Typed(field, page::chosen(&event)));
    let onkeydown = {
        let row = active.map(|at| rows[at].clone());
        let link = link.clone();
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.is_composing();
            let msg = match (key.as_str(), &row) {
                _ if !is_plain => return,
                ("ArrowDown", _) => Msg::Went(field, Way::Down),
                ("ArrowUp", _) => Msg::Went(field, Way::Up),
                // Without an option at hand they move in the text, as everywhere.
                ("Home", Some(_)) => Msg::Went(field, Way::First),
                ("End", Some(_)) => Msg::Went(field, Way::Last),
                ("Enter", Some(row)) => Msg::Chose(Box::new(row.clone())),
                ("Enter", _) if is_open => Msg::Left(field),
                ("Escape", _) if is_open => Msg::GaveUp,
                ("Delete", Some(row)) if event.shift_key() => match row.group {
                    Group::Recent(index) => Msg::Forgot(Some(index)),
                    _ => return,
                },
                _ => return,
            };
            event.prevent_default();
            link.send_message(msg);
        })
    };
    let inside = format!(".crumb.{word}");
    let onfocusout = link.batch_callback(move |event: FocusEvent| {
        (is_open && !combo::goes_within(&event, &inside)).then_some(Msg::Left(field))
    });
    let class = classes!(
        "crumb",
        "id",
        word,
        is_open.then_some("open"),
        wrong.as_ref().map(|_| "wrong"),
        (wrong.is_none() && remark.is_some()).then_some("unusual")
    );
    html! {
        <div {class} {onfocusout}>
            <label for={word}><small>{ name.clone() }</small></label>
            <span class="combo">
                <input id={word} value={draft.map_or(desk.text(field), |(_, text)| text).to_owned()} {oninput} {onkeydown}
                    role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-expanded={is_open.to_string()}
                    aria-controls={is_open.then(|| list_id(field))}
                    aria-activedescendant={active.map(|at| option_id(field, at))}
                    placeholder={t!("target.paste").into_owned()} autocomplete="off" spellcheck="false"
                    aria-invalid={wrong.is_some().to_string()} aria-describedby={format!("{word}-says")} />
                <button type="button" class="show-list" tabindex="-1" aria-expanded={is_open.to_string()}
                    aria-label={t!("picker.open", field = name).into_owned()}
                    onmousedown={Callback::from(keep_focus)} onclick={link.callback(move |_| Msg::Toggled(field))}>
                    <svg class="icon" viewBox="0 0 12 12" width="12" height="12" fill="none" stroke="currentColor"
                        stroke-width="1.6" aria-hidden="true"><path d="M2.5 4.5L6 8l3.5-3.5" /></svg>
                </button>
            </span>
            <span id={format!("{word}-says")} class={if wrong.is_some() { "says problem" } else { "says remark" }}>
                if let Some(fault) = &wrong {
                    { words::fault(fault) }
                } else if let Some(remark) = remark {
                    { words::advice(&remark.advice) }
                }
            </span>
            if let Some(open) = open {
                { popup(pickers, ctx, open, active, rows, fit) }
            }
        </div>
    }
}

/// A press beside the field must not take the focus out of it: that would close the list.
pub(super) fn keep_focus(event: MouseEvent) {
    event.prevent_default();
}

/// An id in the wrong place: says what it looks like, and offers to put it right.
fn wrong_place(field: Field, desk: &Desk, review: &Review, act: &Callback<Act>) -> Html {
    let Some(Fault::Id(IdFault::LooksLike { kind, suffix })) = fault(desk, review, field) else {
        return html! {};
    };
    let to = match kind {
        Kind::Project => Field::Project,
        Kind::Instance => Field::Instance,
        Kind::Node => Field::Node,
        Kind::Group => return html! {},
    };
    let kind = t!(format!("kind.{}", kind.word()));
    let onclick = act.reform(move |_: MouseEvent| Act::Moved { from: field, to });
    html! {
        <p class="wrong-place" role="status">
            { t!("target.looks_like", kind = kind, suffix = suffix) }
            { " " }
            <button class="btn plain small" {onclick}>
                { t!("target.put_it_in", field = t!(format!("target.{}", to.word()))) }
            </button>
        </p>
    }
}
