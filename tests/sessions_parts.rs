//! The parts around the table of sessions in a real browser: pictures, details and the selection bar.

#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and clippy does not know these for tests"
)]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use quell::sessions::{Moment, Pictures, TABLE_ID, Tray, details};
use quell_core::services::Service;
use quell_core::session::{Piece, Sessions, Sort, Step, Table, View, columns};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, HtmlElement, window};
use yew::platform::time::sleep;
use yew::prelude::*;
use yew::scheduler::flush;

wasm_bindgen_test_configure!(run_in_browser);

fn sessions(service: Service, rows: &str) -> Sessions {
    let mut table = Table::new(columns(service));
    table
        .append(&format!(r#"{{"rows":[{rows}]}}"#), "rows")
        .unwrap();
    let whole = vec![Piece {
        from: 0,
        taken_ms: 1_700_000_000_000,
        slack_ms: 0,
    }];
    Sessions::new(service, table, whole, &[])
}

fn view(service: Service, rows: &str) -> View {
    View::new(service, "", Sort::oldest(service)).step(Step::Came(sessions(service, rows)))
}

fn threads(count: usize) -> String {
    let row = |id: usize| {
        let user = if id.is_multiple_of(3) { "etl" } else { "app" };
        format!(
            r#"{{"id":{id},"user":"{user}","host":"10.0.0.{}:{id}","db":"d","command":"Query","time":{id}}}"#,
            id % 2
        )
    };
    (1..=count).map(row).collect::<Vec<_>>().join(",")
}

struct Looking(Rc<View>);

impl Reducible for Looking {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(Self(Rc::new(self.0.step(step))))
    }
}

thread_local! {
    static SAID: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    static ACT: RefCell<Option<Callback<Step>>> = const { RefCell::new(None) };
}

fn says(word: &'static str) -> Callback<()> {
    Callback::from(move |()| SAID.with_borrow_mut(|said| said.push(word)))
}

#[derive(PartialEq, Properties)]
struct StageProps {
    view: Rc<View>,
    blocked: Option<AttrValue>,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    let first = props.view.clone();
    let looking = use_reducer(|| Looking(first));
    let act = looking.dispatcher().to_callback();
    ACT.with_borrow_mut(|place| *place = Some(act.clone()));
    let view = &looking.0;
    let moment = |at_ms, total| Moment {
        at_ms,
        total,
        active: 2,
    };
    let history = Rc::new(vec![moment(0.0, 131), moment(300_000.0, 120)]);
    html! {
        <main>
            <Pictures view={view.clone()} act={act.clone()} {history} />
            <div id={TABLE_ID} tabindex="0"></div>
            <p id="text">{ view.text().to_owned() }</p>
            <p id="shown">{ view.rows().len() }</p>
            { details(view, &says("closed")) }
            <Tray view={view.clone()} {act} on_preview={says("preview")} on_kill={says("kill")}
                blocked={props.blocked.clone()} />
        </main>
    }
}

struct Page {
    root: Element,
    app: yew::AppHandle<Stage>,
}

impl Page {
    async fn open(view: View, blocked: Option<&'static str>) -> Self {
        SAID.with_borrow_mut(Vec::clear);
        let document = window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        let props = StageProps {
            view: Rc::new(view),
            blocked: blocked.map(Into::into),
        };
        let app = yew::Renderer::<Stage>::with_root_and_props(root.clone(), props).render();
        flush().await;
        Self { root, app }
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.root.query_selector(selector).unwrap();
        found
            .unwrap_or_else(|| panic!("{selector} is not there"))
            .unchecked_into()
    }

    fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap()
    }

    /// The elements that a selector names, as their texts.
    fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length())
            .filter_map(|place| found.get(place)?.text_content())
            .collect()
    }

    /// Presses the button that begins so.
    async fn press(&self, selector: &str, begins: &str) {
        let found = self.root.query_selector_all(selector).unwrap();
        let button = (0..found.length())
            .filter_map(|place| found.get(place))
            .find(|button| button.text_content().unwrap().starts_with(begins));
        let button = button.unwrap_or_else(|| panic!("no {selector} begins with {begins}"));
        button.unchecked_into::<HtmlElement>().click();
        flush().await;
    }

    async fn act(&self, step: Step) {
        let act = ACT.with_borrow(Clone::clone).unwrap();
        act.emit(step);
        flush().await;
    }

    fn close(self) {
        self.app.destroy();
        self.root.remove();
    }
}

fn said() -> Vec<&'static str> {
    SAID.with_borrow(Clone::clone)
}

#[wasm_bindgen_test]
async fn a_bar_puts_its_word_into_the_filter_and_takes_it_out() {
    let page = Page::open(view(Service::TaurusDb, &threads(9)), None).await;
    let bars = page.texts(".picture:nth-of-type(2) .share");
    assert_eq!(bars, ["app666 %", "etl333 %"]);
    page.press(".share", "etl").await;
    assert_eq!(page.text("#text"), "user=etl");
    assert_eq!(page.text("#shown"), "3");
    assert_eq!(
        page.text(".share[aria-pressed=true] .share-name"),
        "etl",
        "what filters is marked"
    );
    page.press(".share", "etl").await;
    assert_eq!(page.text("#text"), "");
    page.press(".share", "1 s – 10 s").await;
    assert_eq!(page.text("#text"), "time>=1 time<10");
    page.press(".share", "1 s – 10 s").await;
    page.press(".share", "10.0.0.1").await;
    assert_eq!(page.text("#text"), "host:10.0.0.1:*");
    assert_eq!(page.text("#shown"), "5");
    page.close();
}

#[wasm_bindgen_test]
async fn the_lines_of_a_visit_say_the_same_in_words() {
    let page = Page::open(view(Service::TaurusDb, &threads(1)), None).await;
    assert_eq!(
        page.texts(".trend p"),
        ["120 now, 2 of them active", "131 5 min ago"]
    );
    let line = page.find(".trend .total");
    assert_eq!(line.get_attribute("points").unwrap(), "0,0 1000,9 ");
    page.close();
}

#[wasm_bindgen_test]
async fn of_many_rows_the_bars_are_counted_when_the_typing_rests() {
    let page = Page::open(view(Service::TaurusDb, &threads(12_000)), None).await;
    let app = ".picture:nth-of-type(2) .share-rows";
    assert_eq!(page.text(app), "8000");
    page.act(Step::Filtered("time<=9000".to_owned())).await;
    page.act(Step::Filtered("time<=9001".to_owned())).await;
    assert_eq!(page.text("#shown"), "9001");
    assert_eq!(page.text(app), "8000");
    sleep(Duration::from_millis(300)).await;
    flush().await;
    assert_eq!(page.text(app), "6001");
    page.act(Step::Filtered("time<=9".to_owned())).await;
    assert_eq!(page.text(app), "6", "few rows are counted at once");
    page.close();
}

#[wasm_bindgen_test]
async fn the_details_have_every_field_as_it_came() {
    let row = r#"{"id":"shard_1:7","active":false,"client":"","user":"<b>\u202egpj","cost_time":"61000000",
        "operation":"{\"find\":\"orders\",\"filter\":{\"id\":9223372036854775807,\"x\":1.10}}"}"#;
    let page = Page::open(view(Service::Dds, row), None).await;
    let names = page.texts(".fields dt");
    assert_eq!(names.len(), 12);
    let values = page.texts(".fields dd");
    let of = |name: &str| {
        let place = names.iter().position(|it| it.starts_with(name)).unwrap();
        values[place].as_str()
    };
    assert_eq!(of("Client"), "(empty)");
    assert_eq!(of("Database"), "—");
    assert_eq!(of("User"), "<b>U+202Egpj");
    assert_eq!(of("Running cost_time"), "61000000 µs = 1 min 1 s");
    assert!(!page.has(".drawer dd b"));
    assert_eq!(
        page.text(".drawer pre"),
        "{\n  \"find\": \"orders\",\n  \"filter\": {\n    \"id\": 9223372036854775807,\n    \"x\": 1.10\n  }\n}"
    );
    let why = page.text(".drawer .notice");
    assert!(
        why.starts_with("Cannot be endedDDS ends active sessions only"),
        "{why}"
    );
    assert_eq!(page.text(".drawer .place dd code"), "shard_1:7");
    page.close();
}

#[wasm_bindgen_test]
async fn escape_closes_the_details_and_gives_the_focus_back() {
    let page = Page::open(view(Service::TaurusDb, &threads(1)), None).await;
    page.find(".drawer button").focus().unwrap();
    let escape = "new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})";
    let event: Event = js_sys::eval(escape).unwrap().unchecked_into();
    page.find(".drawer button").dispatch_event(&event).unwrap();
    flush().await;
    assert_eq!(said(), ["closed"]);
    let focused = window().unwrap().document().unwrap().active_element();
    assert_eq!(focused.unwrap().id(), TABLE_ID);
    page.close();
}

#[wasm_bindgen_test]
async fn the_bar_says_what_is_selected_and_how_much_of_it_is_hidden() {
    let page = Page::open(view(Service::TaurusDb, &threads(9)), None).await;
    assert!(!page.has(".tray"));
    page.act(Step::TickedBetween(0, 4, true)).await;
    assert_eq!(page.text(".tray p"), "5 selected");
    assert_eq!(page.text(".tray .btn.kill"), "Kill 5…");
    page.act(Step::Filtered("user=app".to_owned())).await;
    assert_eq!(page.text(".tray p"), "5 selected · 2 hidden by the filter");
    page.press(".tray .btn", "Show selected").await;
    assert_eq!(page.text("#shown"), "5");
    page.act(Step::Filtered("user=app".to_owned())).await;
    page.press(".tray .btn", "Deselect hidden").await;
    assert_eq!(page.text(".tray p"), "3 selected");
    page.press(".tray .btn", "Preview").await;
    page.press(".tray .btn", "Kill 3…").await;
    assert_eq!(said(), ["preview", "kill"]);
    page.press(".tray .btn", "Clear").await;
    assert!(!page.has(".tray"));
    page.close();
}

#[wasm_bindgen_test]
async fn all_that_match_are_offered_after_those_in_sight() {
    let page = Page::open(view(Service::TaurusDb, &threads(9)), None).await;
    page.act(Step::Ticked(0)).await;
    let offer = "Select all 9 that match";
    assert!(!page.text(".tray").contains(offer));
    page.act(Step::TickedBetween(0, 4, true)).await;
    page.press(".tray .btn", offer).await;
    assert_eq!(page.text(".tray p"), "9 selected");
    assert!(
        page.text(".tray")
            .contains("All 9 sessions that match are selected.")
    );
    page.close();
}

#[wasm_bindgen_test]
async fn a_kill_that_is_not_possible_now_says_why() {
    let page = Page::open(view(Service::TaurusDb, &threads(2)), Some("Sign in first.")).await;
    page.act(Step::Ticked(0)).await;
    let kill = page.find(".tray .btn.kill");
    assert!(kill.has_attribute("disabled"));
    let by = kill.get_attribute("aria-describedby").unwrap();
    assert_eq!(page.text(&format!("#{by}")), "Sign in first.");
    page.press(".tray .btn", "Kill 1…").await;
    assert!(said().is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn what_is_gone_is_dismissed_by_a_button() {
    let page = Page::open(view(Service::TaurusDb, &threads(3)), None).await;
    page.act(Step::TickedShown(true)).await;
    let fewer = sessions(Service::TaurusDb, &threads(1));
    page.act(Step::Came(fewer)).await;
    assert_eq!(page.text("#shown"), "3");
    page.press(".tray .btn", "Dismiss 2 that are gone").await;
    assert_eq!(page.text("#shown"), "1");
    assert!(!page.text(".tray").contains("gone"));
    page.close();
}
