//! What is costly to say is said once: a value that is made from a key is kept between frames while the key stays.

use std::sync::Arc;

use egui::{Id, Ui};

/// The value of `key`, made when the key is another one than in the frame before.
///
/// One value is kept for each `id`. The key must name everything that the value is made from, the
/// [version](crate::app::Model::version) of what is drawn among it.
pub(super) fn memo<K, V>(ui: &Ui, id: &'static str, key: K, make: impl FnOnce() -> V) -> Arc<V>
where
    K: PartialEq + Clone + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    let id = Id::unique(("memo", id));
    let known = ui.data(|data| data.get_temp::<(K, Arc<V>)>(id));
    if let Some((_, value)) = known.filter(|(of, _)| *of == key) {
        return value;
    }
    // Not under the lock: whoever makes the value may ask the context as well.
    let value = Arc::new(make());
    ui.data_mut(|data| data.insert_temp(id, (key, Arc::clone(&value))));
    value
}
