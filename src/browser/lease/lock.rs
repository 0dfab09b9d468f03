//! A lease as a Web Lock.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::super::journal::{Fault, object};
use super::Loss;

/// The browser's locks, where it has them: web-sys does not name them yet.
pub(super) fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    (!locks.is_undefined()).then_some(locks)
}

/// A lock that is held until it is let go.
#[derive(Debug)]
pub(super) struct Lock {
    let_go: Function,
    is_let_go: Rc<Cell<bool>>,
    ended: Promise,
}

impl Lock {
    /// Takes a lock if nobody holds it.
    pub(super) async fn take(
        locks: &JsValue,
        name: &str,
        loss: &Rc<Loss>,
    ) -> Result<Option<Self>, Fault> {
        let (held, let_go, _) = open_promise();
        let (answered, answer, refuse) = open_promise();
        // The browser holds the lock for as long as what this gives back is not settled.
        let granted = Closure::once_into_js(move |lock: JsValue| {
            _ = answer.call1(&JsValue::UNDEFINED, &lock);
            if lock.is_null() {
                JsValue::UNDEFINED
            } else {
                held.into()
            }
        });
        let request: Function = Reflect::get(locks, &"request".into())?.unchecked_into();
        let options = object(&[("ifAvailable", true.into())]);
        let ended: Promise = request
            .call3(locks, &name.into(), &options, &granted)?
            .unchecked_into();
        let lock = Self {
            let_go,
            is_let_go: Rc::default(),
            ended: ended.clone(),
        };
        spawn_local({
            let (is_let_go, loss) = (lock.is_let_go.clone(), loss.clone());
            async move {
                let Err(reason) = JsFuture::from(ended).await else {
                    return;
                };
                // Refused before it was granted, or taken away after that.
                _ = refuse.call1(&JsValue::UNDEFINED, &reason);
                if !is_let_go.get() {
                    loss.tell();
                }
            }
        });
        let is_mine = !JsFuture::from(answered).await?.is_null();
        Ok(is_mine.then_some(lock))
    }

    /// Lets go, and waits until the browser has heard it.
    pub(super) async fn release(self) {
        let ended = self.ended.clone();
        drop(self);
        // Taken away before: then it is free of us as well.
        _ = JsFuture::from(ended).await;
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.is_let_go.set(true);
        _ = self.let_go.call0(&JsValue::UNDEFINED);
    }
}

/// A promise, and what keeps and what breaks it.
fn open_promise() -> (Promise, Function, Function) {
    let (mut keep, mut fail) = (JsValue::UNDEFINED, JsValue::UNDEFINED);
    // Called before the promise is there.
    let promise = Promise::new(&mut |resolve, reject| {
        keep = resolve.into();
        fail = reject.into();
    });
    (promise, keep.unchecked_into(), fail.unchecked_into())
}
