//! Exact decimals on the wire: `300` and not `300.0`, `1.5` and not `1.4999`.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a number as a JSON integer where it is one, else as a JSON number of its digits.
pub fn serialize<S: Serializer>(value: &Option<Decimal>, out: S) -> Result<S::Ok, S::Error> {
    match value {
        None => out.serialize_none(),
        Some(number) if number.fract().is_zero() => match number.to_i64() {
            Some(integer) => integer.serialize(out),
            None => number.to_f64().serialize(out),
        },
        Some(number) => number.to_f64().serialize(out),
    }
}

/// Reads what [`serialize`] wrote; a JSON number keeps its shortest decimal digits.
pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Decimal>, D::Error> {
    let number = Option::<serde_json::Number>::deserialize(input)?;
    number
        .map(|n| {
            let digits = n.to_string();
            digits
                .parse()
                .or_else(|_| Decimal::from_scientific(&digits))
                .map_err(serde::de::Error::custom)
        })
        .transpose()
}
