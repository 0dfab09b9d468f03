//! A `<select>` that shows what is so, not what was last picked in it.

use yew::prelude::*;

use crate::browser::page;

/// What the choice shows.
#[derive(PartialEq, Properties)]
pub struct ChoiceProps {
    /// The value of the option that is chosen.
    pub value: AttrValue,
    /// The element's id.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Its name for a screen reader, where no label stands around it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// Whether nothing is chosen that has to be.
    #[prop_or_default]
    pub invalid: bool,
    /// Whether nothing can be picked.
    #[prop_or_default]
    pub disabled: bool,
    /// What a pointer that rests on it is told.
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// Takes the value of the option that was picked.
    pub onchoose: Callback<String>,
    /// The options.
    pub children: Html,
}

/// Draws the choice.
///
/// Once a person has picked an option, a browser shows that one whatever the markup says.
/// A link, or a pick that means nothing, would leave the bar showing another place than
/// the one a kill goes to: so the value is set after every render and every pick.
#[component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let select = use_node_ref();
    use_effect({
        let (select, value) = (select.clone(), props.value.clone());
        move || page::set_chosen(&select, &value)
    });
    let onchange = {
        let (select, value) = (select.clone(), props.value.clone());
        props.onchoose.reform(move |event: Event| {
            let picked = page::chosen(&event);
            page::set_chosen(&select, &value);
            picked
        })
    };
    html! {
        <select ref={select} id={props.id.clone()} aria-label={props.label.clone()} {onchange}
            disabled={props.disabled} title={props.title.clone()}
            aria-invalid={props.invalid.then_some("true")}>
            { props.children.clone() }
        </select>
    }
}
