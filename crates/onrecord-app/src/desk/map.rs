//! A map of the part of the world that reports name, drawn from Natural Earth's 1:50m borders (`world-atlas`), which are
//! inside the program.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::situation::Spot;

/// Width of a map, in units of its own.
const WIDTH: f64 = 1000.0;
/// Its least and greatest height.
const HEIGHTS: (f64, f64) = (380.0, 640.0);
/// Degrees around the outermost places, at the least; twice as many, up to the other, until a border or a coast can be seen.
const MARGIN: f64 = 1.2;
const WIDEST: f64 = 20.0;
/// Names that are written on it.
const NAMES: usize = 40;

type Point = (f64, f64);

/// The borders of all countries.
#[derive(Debug)]
pub(crate) struct World {
    countries: Vec<Country>,
}

#[derive(Debug)]
struct Country {
    name: String,
    rings: Vec<Vec<Point>>,
}

/// A map as a template draws it.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    /// Width and height.
    pub(crate) size: String,
    /// The countries on it: name, path.
    pub(crate) countries: Vec<(String, String)>,
    /// The places on it.
    pub(crate) dots: Vec<Dot>,
}

/// A place on a map.
#[derive(Clone, Debug)]
pub(crate) struct Dot {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) r: String,
    pub(crate) name: String,
    pub(crate) mentions: usize,
    /// Where its name stands; `None` where there is no room for it.
    pub(crate) label: Option<(String, String)>,
}

/// What is read of the file: TopoJSON (Bostock 2013), quantised.
#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    arcs: Vec<Vec<(i64, i64)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: Point,
    translate: Point,
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(flatten)]
    shape: Shape,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

#[derive(Default, Deserialize)]
struct Properties {
    name: String,
}

impl World {
    /// The borders inside the program; `None` where they cannot be read, which a test rules out.
    pub(crate) fn inside() -> Option<&'static World> {
        static WORLD: OnceLock<Option<World>> = OnceLock::new();
        let read = || World::read(include_bytes!("../../assets/countries-50m.json"));
        WORLD.get_or_init(read).as_ref()
    }

    fn read(bytes: &[u8]) -> Option<World> {
        let topology: Topology = serde_json::from_slice(bytes).ok()?;
        let Transform { scale, translate } = topology.transform;
        let arcs: Vec<Vec<Point>> = topology
            .arcs
            .iter()
            .map(|arc| {
                let mut at = (0, 0);
                let absolute = arc.iter().map(|(dx, dy)| {
                    at = (at.0 + dx, at.1 + dy);
                    (at.0 as f64 * scale.0 + translate.0, at.1 as f64 * scale.1 + translate.1)
                });
                absolute.collect()
            })
            .collect();
        let ring = |parts: &Vec<i64>| -> Vec<Point> {
            let mut ring = Vec::new();
            for part in parts {
                // `!n` stands for arc n, the other way round.
                let (at, reversed) = if *part < 0 { (!part, true) } else { (*part, false) };
                let Some(arc) = usize::try_from(at).ok().and_then(|at| arcs.get(at)) else {
                    continue;
                };
                match reversed {
                    true => ring.extend(arc.iter().rev()),
                    false => ring.extend(arc),
                }
            }
            ring
        };
        let country = |geometry: Geometry| Country {
            name: geometry.properties.name,
            rings: match &geometry.shape {
                Shape::Polygon(rings) => rings.iter().map(ring).collect(),
                Shape::MultiPolygon(polygons) => polygons.iter().flatten().map(ring).collect(),
            },
        };
        Some(World {
            countries: topology.objects.countries.geometries.into_iter().map(country).collect(),
        })
    }

    fn rings(&self) -> impl Iterator<Item = &Vec<Point>> {
        self.countries.iter().flat_map(|country| &country.rings)
    }

    /// A map on which `spots` lie; `None` where there are none.
    pub(crate) fn around(&self, spots: &[Spot]) -> Option<Map> {
        let mut margin = MARGIN;
        let mut view = View::around(spots, margin)?;
        while margin < WIDEST && !self.rings().any(|ring| view.shows_any(ring)) {
            margin *= 2.0;
            view = View::around(spots, margin)?;
        }
        let mut countries = Vec::new();
        for country in &self.countries {
            let path: String = country.rings.iter().map(|ring| view.path(ring)).collect();
            if !path.is_empty() {
                countries.push((country.name.clone(), path));
            }
        }
        Some(Map {
            size: format!("0 0 {WIDTH} {:.0}", view.height),
            countries,
            dots: view.dots(spots),
        })
    }
}

/// Which part is shown: plate carrée, stretched so that it is true in the middle.
struct View {
    west: f64,
    north: f64,
    scale: f64,
    stretch: f64,
    height: f64,
}

impl View {
    fn around(spots: &[Spot], least: f64) -> Option<View> {
        let bounds = |of: fn(&Spot) -> f64| {
            let least = spots.iter().map(of).fold(f64::INFINITY, f64::min);
            (least, spots.iter().map(of).fold(f64::NEG_INFINITY, f64::max))
        };
        spots.first()?;
        let ((south, north), (west, east)) = (bounds(|it| it.lat), bounds(|it| it.lon));
        let margin = |extent: f64| (extent * 0.12).max(least);
        let (across, up) = (margin(east - west), margin(north - south));
        let (west, east) = (west - across, east + across);
        let (south, north) = (south - up, north + up);
        let stretch = 1.0 / ((north + south) / 2.0).to_radians().cos().max(0.2);
        let wide = WIDTH / (east - west);
        let height = ((north - south) * stretch * wide).clamp(HEIGHTS.0, HEIGHTS.1);
        let scale = wide.min(height / ((north - south) * stretch));
        // What is left over on either side is shown too.
        let west = (west + east) / 2.0 - WIDTH / scale / 2.0;
        let north = (north + south) / 2.0 + height / (scale * stretch) / 2.0;
        Some(View { west, north, scale, stretch, height })
    }

    fn place(&self, (lon, lat): Point) -> Point {
        ((lon - self.west) * self.scale, (self.north - lat) * self.scale * self.stretch)
    }

    fn is_inside(&self, (x, y): Point) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// Does a corner of the ring lie on the map, and not at its edge alone?
    fn shows_any(&self, ring: &[Point]) -> bool {
        let is_amid = |at: f64, most: f64| (most * 0.2..most * 0.8).contains(&at);
        ring.iter().any(|point| {
            let (x, y) = self.place(*point);
            is_amid(x, WIDTH) && is_amid(y, self.height)
        })
    }

    /// A ring as a path; empty where it lies outside. Points far outside are moved to an edge, where they fall together.
    fn path(&self, ring: &[Point]) -> String {
        const BEYOND: f64 = 60.0;
        let mut path = String::new();
        let mut last: Option<(i64, i64)> = None;
        let (mut inside, mut points) = (false, 0);
        for point in ring {
            let (x, y) = self.place(*point);
            inside |= self.is_inside((x, y));
            let tenth = |value: f64, most: f64| (value.clamp(-BEYOND, most + BEYOND) * 10.0) as i64;
            let at = (tenth(x, WIDTH), tenth(y, self.height));
            if last.is_some_and(|last| (at.0 - last.0).abs() + (at.1 - last.1).abs() < 12) {
                continue;
            }
            last = Some(at);
            let joint = if points == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{joint}{:.1} {:.1}", at.0 as f64 / 10.0, at.1 as f64 / 10.0));
            points += 1;
        }
        // A land that fills the map has no border on it: its ring runs along the edges.
        if points < 3 || !(inside || self.is_within(ring)) {
            return String::new();
        }
        path.push('Z');
        path
    }

    /// Does the middle of the map lie in the ring? Counts crossings to the east.
    fn is_within(&self, ring: &[Point]) -> bool {
        let middle = (
            self.west + WIDTH / self.scale / 2.0,
            self.north - self.height / (self.scale * self.stretch) / 2.0,
        );
        let mut within = false;
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a.1 > middle.1) != (b.1 > middle.1)
                && middle.0 < (b.0 - a.0) * (middle.1 - a.1) / (b.1 - a.1) + a.0
            {
                within = !within;
            }
        }
        within
    }

    /// The places, the most named first; each has its name written where no other is.
    fn dots(&self, spots: &[Spot]) -> Vec<Dot> {
        const LINE: f64 = 22.0;
        const LETTER: f64 = 8.6;
        let mut taken: BTreeSet<(i64, i64)> = BTreeSet::new();
        let mut dots = Vec::new();
        for (at, spot) in spots.iter().enumerate() {
            let (x, y) = self.place((spot.lon, spot.lat));
            let radius = (3.5 + (spot.mentions as f64).sqrt() * 1.6).min(18.0);
            let width = spot.name.chars().count() as f64 * LETTER;
            // Letters are drawn larger on a phone: near the edge the name stands on the inner side.
            let is_left = x > WIDTH * 0.8 || x + radius + width > WIDTH;
            let start = if is_left { x - radius - 4.0 - width } else { x + radius + 4.0 };
            let row = (y / LINE).floor() as i64;
            let cells: Vec<(i64, i64)> = ((start / 10.0) as i64..=((start + width) / 10.0) as i64)
                .flat_map(|column| [(row, column), (row - 1, column)])
                .collect();
            let is_free =
                at < NAMES && start > 0.0 && cells.iter().all(|cell| !taken.contains(cell));
            if is_free {
                taken.extend(cells);
            }
            dots.push(Dot {
                x: format!("{x:.1}"),
                y: format!("{y:.1}"),
                r: format!("{radius:.1}"),
                name: super::rows::visible(&spot.name),
                mentions: spot.mentions,
                label: is_free.then(|| (format!("{start:.1}"), format!("{:.1}", y + 5.0))),
            });
        }
        // Large ones below, so that every one can be pointed at.
        dots.sort_by_key(|dot| std::cmp::Reverse(dot.mentions));
        dots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(name: &str, lat: f64, lon: f64) -> Spot {
        Spot {
            name: name.into(),
            country: String::new(),
            lat,
            lon,
            mentions: 1,
            reports: Vec::new(),
        }
    }

    #[test]
    fn a_map_shows_the_lands_around_its_places_and_no_others() {
        let world = World::inside().unwrap();
        let map = world.around(&[spot("Vienna", 48.2, 16.4), spot("Prague", 50.1, 14.4)]).unwrap();
        let names: Vec<&str> = map.countries.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&"Austria") && names.contains(&"Czechia"), "{names:?}");
        assert!(!names.contains(&"Chile") && !names.contains(&"Japan"), "{names:?}");
        assert_eq!(map.dots.len(), 2);
        assert!(map.dots.iter().all(|dot| dot.label.is_some()));
    }

    #[test]
    fn a_place_far_from_every_border_has_one_on_its_map() {
        let map = World::inside().unwrap().around(&[spot("Wichita", 37.7, -97.3)]).unwrap();
        assert!(map.countries.iter().any(|(name, _)| name == "Mexico"), "{}", map.countries.len());
    }

    #[test]
    fn without_places_there_is_no_map() {
        assert!(World::inside().unwrap().around(&[]).is_none());
    }
}
