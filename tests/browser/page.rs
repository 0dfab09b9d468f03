//! The console mounted in a browser, with the hands and eyes that a test needs.

use std::cell::RefCell;
use std::rc::Rc;

use quell::app::{Shell, ShellProps};
use quell::browser::world::{Outgoing, World};
use quell::config::Config;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent, window};
use yew::prelude::*;
use yew::scheduler::flush;

pub(super) const SECRET: &str = "the-token-that-must-not-show";
pub(super) const NODE: &str = "18663926eacb443d98dc20f8620f28f2no07";

const CONFIG: &str = r#"{"version":1,
    "clouds":[{"id":"lab","regions":[{"id":"local-1"}]}],
    "routes":[{"cloud":"*","url":"/proxy/{service}/{region}"}],
    "environments":[{"id":"prod","word":"PROD","tone":"danger","reason":"required"}],
    "defaults":{"cloud":"lab","region":"local-1","project":"p1"},
    "targets":[{"name":"a node","service":"dds","node":"18663926eacb443d98dc20f8620f28f2no07"}]}"#;

pub(super) fn root() -> Element {
    let document = window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&root).unwrap();
    root
}

/// The console on a page, with a wire that remembers and never answers.
pub(super) struct Page {
    pub(super) root: Element,
    pub(super) sent: Rc<RefCell<Vec<Outgoing>>>,
    app: yew::AppHandle<Shell>,
}

impl Page {
    pub(super) async fn open() -> Self {
        let window = window().unwrap();
        window.session_storage().unwrap().unwrap().clear().unwrap();
        window
            .location()
            .set_hash(&format!("#/dds/lab/local-1/p1/-/{NODE}?view=hand"))
            .unwrap();
        let sent = Rc::new(RefCell::new(Vec::new()));
        let world = World::with({
            let sent = sent.clone();
            move |outgoing| {
                sent.borrow_mut().push(outgoing);
                Box::pin(std::future::pending())
            }
        });
        let props = ShellProps {
            config: Rc::new(Config::read(CONFIG).unwrap()),
            world,
            language: "en",
            on_language: Callback::noop(),
        };
        let root = root();
        let app = yew::Renderer::<Shell>::with_root_and_props(root.clone(), props).render();
        flush().await;
        Self { root, sent, app }
    }

    pub(super) fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).unwrap();
        found
            .unwrap_or_else(|| panic!("{selector} is not there"))
            .unchecked_into()
    }

    pub(super) fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    pub(super) async fn click(&self, selector: &str) {
        self.find(selector).click();
        flush().await;
    }

    pub(super) async fn write(&self, selector: &str, text: &str) {
        let field = self.find(selector);
        match field.dyn_ref::<HtmlTextAreaElement>() {
            Some(area) => area.set_value(text),
            None => field.unchecked_ref::<HtmlInputElement>().set_value(text),
        }
        let options = web_sys::EventInit::new();
        options.set_bubbles(true);
        let event = web_sys::Event::new_with_event_init_dict("input", &options).unwrap();
        field
            .dispatch_event(event.unchecked_ref::<InputEvent>())
            .unwrap();
        flush().await;
    }

    pub(super) async fn pick(&self, selector: &str, value: &str) {
        let select = self.find(selector);
        select
            .unchecked_ref::<web_sys::HtmlSelectElement>()
            .set_value(value);
        let options = web_sys::EventInit::new();
        options.set_bubbles(true);
        let change = web_sys::Event::new_with_event_init_dict("change", &options).unwrap();
        select.dispatch_event(&change).unwrap();
        flush().await;
    }

    pub(super) async fn sign_in(&self) {
        self.click("header .btn.accent").await;
        self.find("#token")
            .unchecked_ref::<HtmlInputElement>()
            .set_value(SECRET);
        self.click("dialog .btn.accent").await;
    }

    /// Up to the open question.
    pub(super) async fn ask(&self) {
        self.sign_in().await;
        self.write("#sessions", "34631").await;
        self.click(".form .btn.kill").await;
        assert!(self.has("dialog.confirm"));
    }

    pub(super) fn close(self) {
        self.app.destroy();
        self.root.remove();
    }
}
