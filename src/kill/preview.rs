//! The request as it would go out: HTTP and cURL, the token blotted.

use quell_core::kill::Prepared;
use quell_core::render::{as_curl, as_envelope, as_http};
use quell_core::route::{Kind, Way};
use yew::prelude::*;

use crate::browser::page;
use crate::ui::{CopyButton, shown};
use crate::words::t;

/// What the preview shows.
#[derive(PartialEq, Properties)]
pub struct PreviewProps {
    /// The kill, if there is one.
    pub prepared: Option<Prepared>,
    /// Its way, if a place is chosen.
    pub way: Option<Way>,
    /// Whether the cloud is the sandbox, which has no endpoint of its own.
    pub sandbox: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Http,
    Curl,
}

/// Draws the preview, live beside the form.
#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let form = use_state_eq(|| Form::Http);
    let (Some(kill), Some(way)) = (&props.prepared, &props.way) else {
        return html! {
            <section class="sheet preview" aria-label={t!("preview.title").into_owned()}>
                <h2>{ t!("preview.title") }</h2>
                <p class="muted">{ t!("preview.empty") }</p>
            </section>
        };
    };
    let texts = Written::of(kill, way);
    let tab = |which: Form, name: &'static str| {
        let form = form.clone();
        let pressed = *form == which;
        let onclick = Callback::from(move |_: MouseEvent| form.set(which));
        html! { <button type="button" class="chip" aria-pressed={pressed.to_string()} {onclick}>{ name }</button> }
    };
    // A person's command is the only form of what goes out by hand.
    let is_by_hand = way.kind.is_by_hand();
    let form_now = if is_by_hand { Form::Curl } else { *form };
    let text = match form_now {
        Form::Http => &texts.http,
        Form::Curl => &texts.curl,
    };
    html! {
        <section class="sheet preview" aria-label={t!("preview.title").into_owned()}>
            <div class="label-row">
                <h2>{ t!("preview.title") }</h2>
                <span class="push"></span>
                if !is_by_hand {
                    { tab(Form::Http, "HTTP") }
                    { tab(Form::Curl, "cURL") }
                }
                <CopyButton text={text.clone()} label={t!("copy.label").into_owned()} />
            </div>
            <pre class="request" tabindex="0" aria-label={t!("preview.title").into_owned()}>{ shown(text) }</pre>
            { by_way_of(way, props.sandbox) }
            { wrapped(&texts) }
            if form_now == Form::Curl {
                <p class="muted small">{ t!("preview.curl") }</p>
            }
        </section>
    }
}

/// Names the route of the request: nothing goes a way that is not shown.
pub(super) fn by_way_of(way: &Way, sandbox: bool) -> Html {
    let known = way.endpoint.is_some() || sandbox;
    if way.kind.is_by_hand() {
        return html! { <p class="muted small">{ t!("preview.by_hand") }</p> };
    }
    html! {
        <p class="muted small">
            { t!("preview.route") }{ " " }<code class="route">{ way.url.clone() }</code>
            if way.kind == Kind::Envelope {
                { " " }{ t!("preview.in_envelope") }
            }
            if way.kind == Kind::Direct {
                { " " }{ t!("preview.direct") }
            }
            if !known {
                { " " }<span class="problem">{ t!("preview.no_endpoint") }</span>
            }
        </p>
    }
}

/// The envelope around a request, where it goes in one: that is what leaves the page.
pub(super) fn wrapped(texts: &Written) -> Html {
    let Some(envelope) = &texts.envelope else {
        return html! {};
    };
    html! {
        <pre class="request envelope" tabindex="0" aria-label={t!("preview.envelope").into_owned()}>{ shown(envelope) }</pre>
    }
}

/// A kill's request in its forms.
pub(super) struct Written {
    pub http: String,
    pub curl: String,
    pub envelope: Option<String>,
}

impl Written {
    /// The cURL command goes to the cloud itself where its endpoint is known, because a
    /// proxy takes requests of its own page only; the sandbox takes both.
    pub(super) fn of(kill: &Prepared, way: &Way) -> Self {
        let request = kill.request();
        let base = way.endpoint.clone().unwrap_or_else(|| {
            let prefix = way.url.strip_suffix(request.path()).unwrap_or_default();
            let origin = if way.url.starts_with('/') {
                page::origin()
            } else {
                String::new()
            };
            origin + prefix
        });
        Self {
            http: as_http(&request, way.host()),
            curl: as_curl(&request, &base),
            envelope: (way.kind == Kind::Envelope).then(|| as_envelope(&request, way)),
        }
    }
}
