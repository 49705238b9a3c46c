//! `docs/reliability.md`: tables that commands write, each between marks of its own, with the commit that they were made at.

use anyhow::Context;

const PAGE: &str = "docs/reliability.md";

/// Puts a table between the marks of that name.
pub(crate) fn write(name: &str, table: &str) -> anyhow::Result<()> {
    let path = crate::root().join(PAGE);
    let before = std::fs::read_to_string(&path)?;
    std::fs::write(&path, with_table(&before, name, table)?)?;
    Ok(())
}

fn with_table(page: &str, name: &str, table: &str) -> anyhow::Result<String> {
    let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- {name} end -->"));
    let (before, rest) = page.split_once(&begin).context("no place for the table")?;
    let (_, after) = rest.split_once(&end).context("no end of the table")?;
    Ok(format!("{before}{begin}\n{}\n{end}{after}", table.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_goes_between_its_marks_and_nowhere_else() {
        let page = "a <!-- faults -->\nold\n<!-- faults end --> b";
        let page = with_table(page, "faults", "| new |\n").unwrap();
        assert_eq!(page, "a <!-- faults -->\n| new |\n<!-- faults end --> b");
        assert!(with_table(&page, "load", "x").is_err());
    }
}
