//! The console mounted in a browser, with the hands and eyes that a test needs.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use quell::app::{Shell, ShellProps};
use quell::browser::world::{Outgoing, World};
use quell::config::Config;
use quell::settings::Settings;
use quell_core::answer::{Answer, Reply};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement, InputEvent, window};
use yew::scheduler::flush;

use super::room::js;

static PAGES: AtomicU32 = AtomicU32::new(1);

pub(super) const SECRET: &str = "the-token-that-must-not-show";
pub(super) const NODE: &str = "18663926eacb443d98dc20f8620f28f2no07";

const CONFIG: &str = r#"{"version":1,
    "clouds":[{"id":"lab","regions":[{"id":"local-1"}]}],
    "routes":[{"cloud":"*","url":"/proxy/{service}/{region}"}],
    "environments":[{"id":"prod","word":"PROD","tone":"danger","reason":"required"}],
    "defaults":{"cloud":"lab","region":"local-1","project":"p1"},
    "targets":[{"name":"a node","service":"dds","node":"18663926eacb443d98dc20f8620f28f2no07"}]}"#;

fn list() -> Reply {
    Reply::Answered(Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: LIST.to_owned(),
    })
}

pub(super) fn root() -> Element {
    let document = window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&root).unwrap();
    root
}

/// What the node runs, in the cloud's words: two operations.
const LIST: &str = r#"{"total_count":2,"sessions":[
    {"id":"34631","active":true,"operation":"find","type":"op","cost_time":"2000000","client":"10.0.0.1:4000","namespace":"shop.orders","user":"app"},
    {"id":"34632","active":true,"operation":"find","type":"op","cost_time":"3000000","client":"10.0.0.2:4000","namespace":"shop.orders","user":"app"}]}"#;

/// The console on a page, with a wire that answers lists, and remembers kills and never answers them.
pub(super) struct Page {
    pub(super) root: Element,
    pub(super) sent: Rc<RefCell<Vec<Outgoing>>>,
    pub(super) project: String,
    app: yew::AppHandle<Shell>,
}

impl Page {
    pub(super) async fn open() -> Self {
        let window = window().unwrap();
        window.session_storage().unwrap().unwrap().clear().unwrap();
        // A run that is never answered holds its place for ever: each page works in a project of its own, and takes
        // what earlier ones hold of the two places of an account.
        js("for (const slot of [1, 2]) navigator.locks.request(`quell-slot:lab/${slot}`, {steal: true}, () => {});")
            .await;
        let project = format!("p{}", PAGES.fetch_add(1, Ordering::Relaxed));
        window
            .location()
            .set_hash(&format!("#/dds/lab/local-1/{project}/-/{NODE}?view=hand"))
            .unwrap();
        let sent = Rc::new(RefCell::new(Vec::new()));
        let world = World::with({
            let sent = sent.clone();
            move |outgoing| {
                if outgoing.attempt.is_none() {
                    return Box::pin(std::future::ready(list()));
                }
                sent.borrow_mut().push(outgoing);
                Box::pin(std::future::pending())
            }
        });
        let props = ShellProps {
            config: Rc::new(Config::read(CONFIG).unwrap()),
            world,
            language: "en",
            settings: Settings::default(),
        };
        let root = root();
        let app = yew::Renderer::<Shell>::with_root_and_props(root.clone(), props).render();
        flush().await;
        Self {
            root,
            sent,
            project,
            app,
        }
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

    /// Up to the open question, whose list has been read.
    pub(super) async fn ask(&self) {
        self.sign_in().await;
        self.write("#sessions", "34631").await;
        self.click(".form .btn.kill").await;
        self.until(|page| page.has("dialog.confirm .blast")).await;
    }

    /// Waits until something is so; what never comes fails the test.
    pub(super) async fn until(&self, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..1_000 {
            flush().await;
            if is_so(self) {
                return;
            }
            let next = "new Promise(next => setTimeout(next, 5))";
            let next = js_sys::Promise::from(js_sys::eval(next).unwrap());
            wasm_bindgen_futures::JsFuture::from(next).await.unwrap();
        }
        let main = self.find("main").inner_text();
        panic!("it did not come: {main}");
    }

    pub(super) fn close(self) {
        self.app.destroy();
        self.root.remove();
    }
}
