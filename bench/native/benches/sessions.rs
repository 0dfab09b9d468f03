//! 100,000 sessions on their way from an answer's text to what is looked at.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use quell_bench_native::{client_list, ids, processes};
use quell_core::capture::into_table;
use quell_core::id::ProcessId;
use quell_core::paste;
use quell_core::services::Service;
use quell_core::session::{Sessions, Sort, Step, Table, View, columns};

const ROWS: usize = 100_000;
const TAURUS: Service = Service::TaurusDb;

fn table(json: &str) -> Table {
    let mut table = Table::new(columns(TAURUS));
    assert_eq!(
        table.append(json, "processes").map(|page| page.rows),
        Ok(ROWS)
    );
    table
}

fn reading(c: &mut Criterion) {
    let json = processes(ROWS);
    c.bench_function("list parsing: 100,000 threads into the table", |b| {
        b.iter(|| table(black_box(&json)));
    });
    let read = table(&json);
    c.bench_function("bars of 100,000 threads", |b| {
        b.iter_batched(
            || read.clone(),
            |table| Sessions::new(TAURUS, table, Vec::new(), &[]),
            BatchSize::LargeInput,
        );
    });
    let text = client_list(ROWS);
    c.bench_function("capture: CLIENT LIST of 100,000", |b| {
        b.iter(|| into_table(black_box(&text), Service::Dcs));
    });
    let text = ids(ROWS);
    c.bench_function("paste: 100,000 thread ids", |b| {
        b.iter(|| paste::read::<ProcessId>(black_box(&text)));
    });
}

fn looking(c: &mut Criterion) {
    let sessions = Sessions::new(TAURUS, table(&processes(ROWS)), Vec::new(), &[]);
    let view = View::new(TAURUS, "", Sort::oldest(TAURUS)).step(Step::Came(sessions.clone()));
    for (name, column) in [("time", 5), ("user", 1), ("host", 2), ("info", 7)] {
        let sort = Sort {
            column,
            descending: false,
        };
        c.bench_function(&format!("sort by {name}"), |b| {
            b.iter(|| black_box(&view).step(Step::Ordered(sort)));
        });
    }
    for text in ["o", "orders", "10.63.", "user:app time>60", "is:active"] {
        c.bench_function(&format!("filter {text:?}"), |b| {
            b.iter(|| black_box(&view).step(Step::Filtered(text.to_owned())));
        });
    }
    let all = view.step(Step::TickedShown(true));
    c.bench_function("select all", |b| {
        b.iter(|| black_box(&view).step(Step::TickedShown(true)));
    });
    c.bench_function("refresh with 100,000 selected", |b| {
        b.iter_batched(
            || sessions.clone(),
            |again| all.step(Step::Came(again)),
            BatchSize::LargeInput,
        );
    });
    let everything = quell_core::session::Bits::all(ROWS);
    c.bench_function("shares of hosts", |b| {
        b.iter(|| {
            all.sessions().table().shares(2, &everything, |host| {
                host.rsplit_once(':').map_or(host, |(host, _)| host)
            })
        });
    });
}

criterion_group!(
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(2));
    targets = reading, looking
);
criterion_main!(benches);
