//! The channel between tabs.

use std::cell::RefCell;
use std::rc::Rc;

use quell::browser::channel::Channel;
use wasm_bindgen_test::wasm_bindgen_test;

use super::room::{js, until};

type Heard = Rc<RefCell<Vec<String>>>;

fn tab(name: &str) -> (Channel, Heard) {
    let heard = Heard::default();
    let kept = heard.clone();
    let channel = Channel::open(name, move |text| kept.borrow_mut().push(text));
    (channel.unwrap(), heard)
}

#[wasm_bindgen_test]
async fn tabs_hear_each_other_and_not_themselves() {
    let (one, heard_by_one) = tab("run.1");
    let (two, heard_by_two) = tab("run.1");
    let (_other, heard_elsewhere) = tab("run.2");
    one.say(r#"{"sent":1}"#);
    one.say(r#"{"sent":2}"#);
    until("two hears one", || heard_by_two.borrow().len() == 2).await;
    assert_eq!(*heard_by_two.borrow(), [r#"{"sent":1}"#, r#"{"sent":2}"#]);
    two.say("seen");
    until("one hears two", || !heard_by_one.borrow().is_empty()).await;
    assert_eq!(*heard_by_one.borrow(), ["seen"]);
    assert!(heard_elsewhere.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn a_tab_that_is_not_heard_of_any_more_is_forgotten() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let kept = heard.clone();
    let _ears = Channel::open_for("silence", 50, move |text| kept.borrow_mut().push(text));
    let (one, _) = tab("silence");
    one.say("1");
    one.say("2");
    until("the silence is noticed", || {
        heard.borrow().last() == Some(&None)
    })
    .await;
    let said = ["1", "2"].map(|text| Some(text.to_owned()));
    assert_eq!(heard.borrow()[..2], said);
    assert_eq!(heard.borrow().len(), 3, "it is noticed once");
    one.say("3");
    until("it speaks again", || {
        heard.borrow().contains(&Some("3".to_owned()))
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_channel_that_was_dropped_hears_nothing_and_what_is_no_text_is_nothing() {
    let (one, heard_by_one) = tab("drop");
    let (two, heard_by_two) = tab("drop");
    js("window.close_channel = BroadcastChannel.prototype.close; window.closed_channels = 0; \
        BroadcastChannel.prototype.close = function () { closed_channels += 1; close_channel.call(this); };")
    .await;
    drop(one);
    let closed =
        js("BroadcastChannel.prototype.close = close_channel; return String(closed_channels);");
    assert_eq!(closed.await, "1");
    js("const other = new BroadcastChannel('drop'); other.postMessage({no: 'text'}); other.postMessage('text');").await;
    until("two hears the text", || !heard_by_two.borrow().is_empty()).await;
    assert_eq!(*heard_by_two.borrow(), ["text"]);
    assert!(heard_by_one.borrow().is_empty());
    drop(two);
}

#[wasm_bindgen_test]
async fn a_page_without_channels_goes_on_without_them() {
    js("window.channels = window.BroadcastChannel; window.BroadcastChannel = undefined;").await;
    let channel = Channel::open("none", |_| {});
    js("window.BroadcastChannel = channels;").await;
    assert!(channel.is_none());
}
