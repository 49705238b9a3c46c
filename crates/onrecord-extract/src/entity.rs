//! Entities of one report: what its mentions name, with every place that names it.

use onrecord_model::{Document, Entity, EntityIdx, Id};

/// The durable id of an entity of this document.
pub(crate) fn id(doc: &Document, entity: EntityIdx) -> Id {
    let name = doc.entities.get(entity.0 as usize).map_or("", |e| e.name.as_str());
    Id::of("en", [doc.report.version.as_str(), name, &entity.0.to_string()])
}

/// Every entity that has a mention, in the order of its first.
pub(crate) fn entities(doc: &Document) -> Vec<Entity> {
    let entity = |(number, entity): (usize, &onrecord_model::NamedEntity)| {
        let mentions: Vec<_> = entity
            .mentions
            .iter()
            .filter_map(|&m| doc.mentions.get(m as usize))
            .map(|m| doc.words_of(m.range))
            .collect();
        let id = id(doc, EntityIdx(number as u32));
        (!mentions.is_empty()).then(|| Entity {
            id,
            name: entity.name.clone(),
            kind: entity.kind,
            mentions,
        })
    };
    doc.entities.iter().enumerate().filter_map(entity).collect()
}
