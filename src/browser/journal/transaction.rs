//! One transaction, strict: when it has ended well, its changes are on the disk.

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

use super::fault::Fault;
use super::row::{object, text};

#[wasm_bindgen]
extern "C" {
    /// A database as its standard has it: web-sys does not know the third argument, on which all depends.
    type Durable;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Durable,
        stores: &Array,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::browser) enum Mode {
    /// Only looking.
    Read,
    /// Changing, one after another with every other that changes the same stores.
    Write,
}

/// A transaction that has begun. It ends by itself once nothing more is asked of it.
#[derive(Debug)]
pub(in crate::browser) struct Transaction {
    inner: IdbTransaction,
    ended: Promise,
}

impl Transaction {
    /// Begins one.
    pub(in crate::browser) fn begin(
        database: &IdbDatabase,
        stores: &[&str],
        mode: Mode,
    ) -> Result<Self, Fault> {
        let stores: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let (mode, options) = match mode {
            Mode::Read => ("readonly", JsValue::UNDEFINED),
            // Without this the browser says "written" when only the system has it, and not the disk.
            Mode::Write => ("readwrite", object(&[("durability", "strict".into())])),
        };
        let database: &Durable = database.unchecked_ref();
        Ok(Self::of(database.transaction(&stores, mode, &options)?))
    }

    /// One that the browser began.
    pub(super) fn of(inner: IdbTransaction) -> Self {
        let ended = Promise::new(&mut |resolve, _| {
            inner.set_oncomplete(Some(&resolve));
            inner.set_onabort(Some(&resolve));
        });
        Self { inner, ended }
    }

    /// A store of it.
    pub(in crate::browser) fn store(&self, name: &str) -> Result<IdbObjectStore, Fault> {
        Ok(self.inner.object_store(name)?)
    }

    /// Waits until all of it is kept, or takes all of it back where the work in it has failed.
    pub(in crate::browser) async fn end<T>(&self, work: Result<T, Fault>) -> Result<T, Fault> {
        if work.is_err() {
            // Refused when it has been aborted already.
            _ = self.inner.abort();
        }
        let event = JsFuture::from(self.ended.clone()).await?;
        if text(&event, "type") == "complete" {
            return work;
        }
        // The reason of the whole is nearer to the truth than that of the part which saw it go.
        match (self.inner.error(), work) {
            (Some(reason), _) => Err(JsValue::from(reason).into()),
            (None, Err(fault)) => Err(fault),
            (None, Ok(_)) => Err(Fault::Closed),
        }
    }
}

/// What a request gives. Until the next request, the transaction is only alive in the same turn.
pub(in crate::browser) async fn answer(request: IdbRequest) -> Result<JsValue, Fault> {
    let heard = Promise::new(&mut |resolve, _| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    });
    JsFuture::from(heard).await?;
    match request.error()? {
        Some(reason) => Err(JsValue::from(reason).into()),
        None => Ok(request.result()?),
    }
}
