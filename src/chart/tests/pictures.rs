//! Pictures to look at: run with `SALDO_PICTURES=<folder> cargo test --lib chart::tests::pictures -- --ignored`.

use super::stories::{Story, digital, partners, ranked, sections, single};
use crate::chart::{Theme, to_pdf, to_png, to_svg};

#[test]
#[ignore = "writes files to look at"]
fn pictures() {
    let Some(folder) = std::env::var_os("SALDO_PICTURES").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut bare = partners(1);
    bare.trajectories.lines.clear();
    let mut one = partners(1);
    one.events.clear();
    let mut few = partners(6);
    few.trajectories.periods.truncate(14);
    for line in &mut few.trajectories.lines {
        line.points.truncate(14);
    }
    let mut lines = digital();
    lines.view.chart = crate::query::ChartKind::Lines;
    let stories: Vec<(&str, Story)> = vec![
        ("digital", digital()),
        ("digital_lines", lines),
        ("partners6", partners(6)),
        ("partners25", partners(25)),
        ("sections", sections()),
        ("ranked", ranked()),
        ("single", single()),
        ("empty", bare),
        ("one", one),
        ("few", few),
    ];
    for (name, story) in &stories {
        for (w, h) in [(1100.0, 760.0), (900.0, 600.0), (1600.0, 900.0), (700.0, 420.0), (400.0, 300.0)] {
            for (theme, shade) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                let figure = story.figure((w, h), theme, 1.0);
                let path = folder.join(format!("{name}_{w}x{h}_{shade}.png"));
                std::fs::write(path, to_png(&figure, 1.0).expect("a picture")).expect("a file");
            }
        }
        let figure = story.figure((1600.0, 900.0), Theme::Light, 1.5);
        std::fs::write(folder.join(format!("{name}_present.png")), to_png(&figure, 1.0).expect("a picture"))
            .expect("a file");
    }
    let mut japanese = partners(25);
    japanese.title = "日本のデジタル貿易赤字は十年で三倍に".to_owned();
    japanese.trajectories.lines[0].label = "中国 China".to_owned();
    let started = std::time::Instant::now();
    let figure = japanese.figure((1100.0, 760.0), Theme::Light, 1.0);
    eprintln!("placed in {:?}", started.elapsed());
    std::fs::write(folder.join("japanese.png"), to_png(&figure, 1.0).expect("a picture")).expect("a file");
    let figure = partners(6).figure((1100.0, 760.0), Theme::Light, 1.0);
    std::fs::write(folder.join("partners6.svg"), to_svg(&figure).expect("an SVG")).expect("a file");
    std::fs::write(folder.join("partners6.pdf"), to_pdf(&figure).expect("a PDF")).expect("a file");
}
