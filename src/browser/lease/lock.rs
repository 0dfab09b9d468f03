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
    is_mine: Rc<Cell<bool>>,
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
        let is_mine = Rc::new(Cell::new(false));
        let granted = Closure::once_into_js({
            let is_mine = is_mine.clone();
            move |lock: JsValue| {
                is_mine.set(!lock.is_null());
                _ = answer.call0(&JsValue::UNDEFINED);
                held
            }
        });
        let request: Function = Reflect::get(locks, &"request".into())?.unchecked_into();
        let options = object(&[("ifAvailable", true.into())]);
        let ended: Promise = request
            .call3(locks, &name.into(), &options, &granted)?
            .unchecked_into();
        let lock = Self {
            let_go,
            is_mine: is_mine.clone(),
            ended: ended.clone(),
        };
        spawn_local({
            let (is_mine, loss) = (is_mine.clone(), loss.clone());
            async move {
                let Err(reason) = JsFuture::from(ended).await else {
                    return;
                };
                // Refused before it was granted, or taken away after that.
                _ = refuse.call1(&JsValue::UNDEFINED, &reason);
                if is_mine.get() {
                    loss.tell();
                }
            }
        });
        JsFuture::from(answered).await?;
        Ok(is_mine.get().then_some(lock))
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
        self.is_mine.set(false);
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
