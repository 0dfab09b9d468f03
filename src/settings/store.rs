//! A person's own settings as the browser keeps them, and every way to change them: one store for header and screen.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser::keep::{self, Choice};
use crate::config::{ConfigFault, Defaults, Own, Theme};

/// What a person changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The language.
    Language(&'static str),
    /// The colours.
    Theme(Theme),
    /// Whether single letters are shortcuts.
    Shortcuts(bool),
    /// The seconds after which a list is read again.
    Refresh(u32),
    /// What is chosen at the start.
    Defaults(Box<Defaults>),
    /// A filter of sessions that must not be ended, which is right.
    Protect(String),
    /// The same, taken away.
    Unprotect(String),
    /// All of it at once: settings that were brought, or those before them.
    Replace(Box<Own>),
    /// A document that cannot be read is forgotten.
    Reset,
}

/// A document that cannot be read: it stays as it is until a person says what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Its text.
    pub text: String,
    /// What is wrong with it, and where.
    pub fault: ConfigFault,
}

/// What the browser keeps, and what counts on this page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    /// The settings.
    pub own: Own,
    /// The document in whose place they count, where that cannot be read.
    pub broken: Option<Rc<Broken>>,
    /// Whether the browser refused to keep them: they end with the page.
    pub is_lost: bool,
}

impl Stored {
    /// Reads what the browser has.
    fn read(text: Option<String>) -> Self {
        let Some(text) = text else {
            return Self::default();
        };
        match Own::read(&text) {
            Ok(own) => Self {
                own,
                ..Self::default()
            },
            Err(fault) => Self {
                broken: Some(Rc::new(Broken { text, fault })),
                ..Self::default()
            },
        }
    }

    fn kept() -> Self {
        Self::read(keep::choice(Choice::Settings))
    }

    /// What comes after an edit, before it is kept.
    fn edited(mut self, edit: Edit) -> Self {
        let own = &mut self.own;
        let chosen = &mut own.preferences;
        match edit {
            Edit::Language(tag) => chosen.language = Some(tag),
            Edit::Theme(theme) => chosen.theme = Some(theme),
            Edit::Shortcuts(on) => chosen.shortcuts = Some(on),
            Edit::Refresh(seconds) => chosen.refresh = Some(seconds),
            Edit::Defaults(defaults) => own.defaults = *defaults,
            Edit::Protect(text) if !own.protected.contains(&text) => own.protected.push(text),
            Edit::Protect(_) => {}
            Edit::Unprotect(text) => own.protected.retain(|known| *known != text),
            Edit::Replace(other) => *own = *other,
            Edit::Reset => self.broken = None,
        }
        self
    }
}

/// What happened to the settings.
pub enum Deed {
    Edited(Edit),
    /// Another tab changed them.
    ChangedElsewhere,
}

impl Reducible for Stored {
    type Action = Deed;

    fn reduce(self: Rc<Self>, deed: Deed) -> Rc<Self> {
        let Deed::Edited(edit) = deed else {
            return Rc::new(Self::kept());
        };
        // What another tab kept meanwhile is not undone. What is not kept is only here.
        let is_here = self.broken.is_some() || self.is_lost;
        let fresh = if is_here {
            Self::clone(&self)
        } else {
            Self::kept()
        };
        let mut next = fresh.edited(edit);
        // A document that cannot be read is not written over.
        if next.broken.is_none() {
            next.is_lost = !keep::keep_choice(Choice::Settings, Some(&next.own.write()));
        }
        Rc::new(next)
    }
}

/// The settings and the way to change them.
#[derive(Clone, Default, PartialEq)]
pub struct Settings {
    /// What the browser keeps.
    pub stored: Stored,
    /// Takes an edit.
    pub edit: Callback<Edit>,
}

/// The one store of a page.
#[hook]
pub fn use_settings() -> Settings {
    let stored = use_reducer(Stored::kept);
    use_effect_with((), {
        let dispatcher = stored.dispatcher();
        move |()| {
            let listener = keep::on_choice(Choice::Settings, move || {
                dispatcher.dispatch(Deed::ChangedElsewhere);
            });
            move || drop(listener)
        }
    });
    let edit = use_memo((), |()| {
        stored.dispatcher().to_callback().reform(Deed::Edited)
    });
    Settings {
        stored: (*stored).clone(),
        edit: (*edit).clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edit_changes_what_it_names_and_nothing_else() {
        let text = r#"{"version":1,"language":"zh-CN","protected":["user=a"]}"#;
        let before = Stored::read(Some(text.to_owned()));
        let after = |edit: Edit| before.clone().edited(edit).own.write();
        let own = |text: &str| Own::read(text).unwrap().write();
        for (edit, expected) in [
            (
                Edit::Theme(Theme::Dark),
                r#"{"version":1,"language":"zh-CN","theme":"dark","protected":["user=a"]}"#,
            ),
            (
                Edit::Language("en"),
                r#"{"version":1,"language":"en","protected":["user=a"]}"#,
            ),
            (
                Edit::Shortcuts(false),
                r#"{"version":1,"language":"zh-CN","shortcuts":false,"protected":["user=a"]}"#,
            ),
            (
                Edit::Protect("user=b".to_owned()),
                r#"{"version":1,"language":"zh-CN","protected":["user=a","user=b"]}"#,
            ),
            (Edit::Protect("user=a".to_owned()), text),
            (
                Edit::Unprotect("user=a".to_owned()),
                r#"{"version":1,"language":"zh-CN"}"#,
            ),
            (Edit::Replace(Box::default()), r#"{"version":1}"#),
        ] {
            assert_eq!(after(edit.clone()), own(expected), "{edit:?}");
        }
    }

    #[test]
    fn a_document_that_cannot_be_read_keeps_its_text_until_it_is_reset() {
        let broken = Stored::read(Some(r#"{"version":1,"theme":"red"}"#.to_owned()));
        assert_eq!(broken.own, Own::default());
        let still = broken.edited(Edit::Theme(Theme::Dark));
        assert_eq!(still.own.preferences.theme, Some(Theme::Dark));
        let kept = still.broken.clone().unwrap();
        assert_eq!(kept.text, r#"{"version":1,"theme":"red"}"#);
        assert_eq!(
            kept.fault.to_string(),
            "theme (line 1): must be system, light or dark"
        );
        assert_eq!(still.edited(Edit::Reset).broken, None);
    }
}
