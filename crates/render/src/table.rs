//! Tables whose columns line up.

use super::style::{Look, Paint, width};

/// Rows of cells. The first column is as wide as it must be and aligned left; the others say how.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
}

/// A piece of text in a table.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    look: Look,
    right: bool,
}

/// Text to the left.
pub fn left(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), look: Look::Plain, right: false }
}

/// Text to the right, as numbers stand.
pub fn right(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), look: Look::Plain, right: true }
}

impl Cell {
    /// This cell with another look.
    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }
}

impl Table {
    /// A table with these headings: the first one to the left, the others to the right.
    pub fn headed(headings: &[&str]) -> Self {
        let mut table = Self::default();
        let cells = headings.iter().enumerate();
        let cells = cells.map(|(place, text)| if place == 0 { left(*text) } else { right(*text) });
        table.row(cells.map(|cell| cell.look(Look::Dim)).collect());
        table
    }
    /// One more row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }
    /// Indented lines, columns two blanks apart.
    pub fn print(&self, paint: Paint) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(&cell.text)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::from(" ");
            for (cell, wide) in row.iter().zip(&widths) {
                let blanks = " ".repeat(wide - width(&cell.text));
                let painted = paint.look(cell.look, &cell.text);
                line.push(' ');
                line.push_str(&if cell.right {
                    blanks.clone() + painted.as_str()
                } else {
                    painted + blanks.as_str()
                });
                line.push(' ');
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Colour;

    #[test]
    fn columns_line_up_whatever_the_script() {
        let mut table = Table::headed(&["name", "n"]);
        table.row(vec![left("電話"), right("1")]);
        table.row(vec![left("µ"), right("1,000")]);
        assert_eq!(table.print(Paint::new(Colour::Never)), "  name      n\n  電話      1\n  µ     1,000\n");
    }
}
