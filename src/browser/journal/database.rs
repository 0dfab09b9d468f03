//! The database: opening it, its shape, and the way from an older shape.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{IdbDatabase, IdbObjectStoreParameters, IdbOpenDbRequest};

use super::fault::Fault;
use super::row::{number, text};
use super::transaction::{Transaction, answer};
use super::{ENTRIES, HEADS, LEASES, head};

/// The shape that this console knows. The draft before it, 1, had entries and no heads.
const SHAPE: u32 = 2;

/// Opens a database in the shape that this console knows.
pub(super) async fn open(name: &str) -> Result<IdbDatabase, Fault> {
    let window = web_sys::window().ok_or(Fault::Unavailable)?;
    let factory = window.indexed_db()?.ok_or(Fault::Unavailable)?;
    let request = factory.open_with_u32(name, SHAPE)?;
    match settled(&request).await {
        Ok(Some(database)) => return Ok(database),
        Ok(None) => {}
        // Some browsers have the door in a private window, and nothing behind it.
        Err(Fault::Closed) => return Err(Fault::Unavailable),
        Err(fault) => return Err(fault),
    }
    // The browser goes on when the other tab lets go. What nobody waits for any more is still brought into shape:
    // left alone, it would be an empty database of the newest version.
    spawn_local(async move {
        _ = settled(&request).await;
    });
    Err(Fault::Blocked)
}

/// Walks with the browser until the database is open, or nothing while another tab blocks it.
async fn settled(request: &IdbOpenDbRequest) -> Result<Option<IdbDatabase>, Fault> {
    loop {
        let heard = Promise::new(&mut |resolve, _| {
            request.set_onupgradeneeded(Some(&resolve));
            request.set_onblocked(Some(&resolve));
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&resolve));
        });
        let event = JsFuture::from(heard).await?;
        match text(&event, "type").as_str() {
            "blocked" => return Ok(None),
            "upgradeneeded" => reshape(request, number(&event, "oldVersion")).await?,
            "success" => break,
            // An open that fails says why; an upgrade of ours that failed is the reason then.
            _ => {
                return Err(request
                    .error()?
                    .map_or(Fault::Closed, |it| JsValue::from(it).into()));
            }
        }
    }
    let database: IdbDatabase = request.result()?.unchecked_into();
    // Whoever brings a newer shape must not wait for this page.
    let close: Function = Reflect::get(&database, &"close".into())?.unchecked_into();
    database.set_onversionchange(Some(&close.bind0(&database)));
    Ok(Some(database))
}

/// Brings the database from the shape it has to the one that is known, entries and all, or leaves it as it was.
async fn reshape(request: &IdbOpenDbRequest, from: Option<f64>) -> Result<(), Fault> {
    let from = from.unwrap_or_default();
    let database: IdbDatabase = request.result()?.unchecked_into();
    let transaction = Transaction::of(request.transaction().ok_or(Fault::Closed)?);
    let create = |name: &str, key: &JsValue| {
        let parameters = IdbObjectStoreParameters::new();
        parameters.set_key_path(key);
        database.create_object_store_with_optional_parameters(name, &parameters)
    };
    let shaped = async {
        if from < 1.0 {
            create(ENTRIES, &Array::of2(&"run".into(), &"seq".into()))?;
        }
        if from < 2.0 {
            create(HEADS, &"run".into())?;
            create(LEASES, &"name".into())?;
            let entries: Array = answer(transaction.store(ENTRIES)?.get_all()?)
                .await?
                .unchecked_into();
            for entry in entries.iter() {
                let at_ms = number(&entry, "at_ms").unwrap_or_default();
                head::count(&transaction, &text(&entry, "run"), 0, at_ms).await?;
            }
        }
        Ok(())
    };
    transaction.end(shaped.await).await
}

/// A question to the browser's keeper of storage, which is not there in every page.
pub(super) fn storage(question: &str) -> Option<Promise> {
    let navigator = web_sys::window()?.navigator();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let ask: Function = Reflect::get(&storage, &question.into())
        .ok()?
        .dyn_into()
        .ok()?;
    ask.call0(&storage).ok()?.dyn_into().ok()
}
