//! Numbers in tables: with the mark of decimals that the table has.

use std::borrow::Cow;

use super::separator::Separator;

/// The text of a field with a point for the mark of its decimals, where it is a number with a comma; otherwise as it is.
/// Says what is ambiguous where nobody can tell what a mark stands for.
///
/// # Errors
/// A message, and what to write.
pub(crate) fn plain_number(field: &str, separator: Separator) -> Result<Cow<'_, str>, (String, String)> {
    let number = field.strip_prefix(['-', '+']).unwrap_or(field);
    let is_numeric = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    if !number.starts_with(|c: char| c.is_ascii_digit()) || !number.chars().all(is_numeric) {
        return Ok(Cow::Borrowed(field));
    }
    let (commas, points) = (number.matches(',').count(), number.matches('.').count());
    let wrong = |message: String| Err((message, remedy(field, separator)));
    match (commas, points) {
        (0, 0) => Ok(Cow::Borrowed(field)),
        (0, 1) if !is_of_thousands(number, '.') || separator == Separator::Comma => Ok(Cow::Borrowed(field)),
        (1, 0) if separator == Separator::Semicolon => Ok(Cow::Owned(field.replace(',', "."))),
        (1, 0) if separator == Separator::Tab && !is_of_thousands(number, ',') => {
            Ok(Cow::Owned(field.replace(',', ".")))
        }
        (1, 0) if separator == Separator::Comma => {
            wrong(format!("`{field}` has a comma, and commas separate the columns of this table"))
        }
        (1, 0) | (0, 1) => {
            wrong(format!("`{field}` can be a thousand times as much: what does its mark stand for?"))
        }
        _ => wrong(format!("`{field}` has marks between its thousands")),
    }
}

/// Whether what follows the only mark of a number can be the last three digits of a whole number.
fn is_of_thousands(number: &str, mark: char) -> bool {
    number.split_once(mark).is_some_and(|(before, after)| {
        (1..=3).contains(&before.len()) && !before.starts_with('0') && after.len() == 3
    })
}

/// What to write in place of a number with marks.
fn remedy(field: &str, separator: Separator) -> String {
    let digits: String = field.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let at = field.rfind([',', '.']).unwrap_or(0);
    let whole: String = field[..at].chars().filter(|c| !matches!(c, ',' | '.')).collect();
    let decimals = &field[at + 1..];
    let mark = match separator {
        Separator::Comma => '.',
        Separator::Semicolon | Separator::Tab => ',',
    };
    let decimals = if decimals.len() == 3 { format!("{decimals}0") } else { decimals.to_owned() };
    format!("write `{digits}` if it is a whole number, `{whole}{mark}{decimals}` if it has decimals")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_commas_are_read_where_the_separator_leaves_no_doubt() {
        let plain = |field, separator| plain_number(field, separator).unwrap().into_owned();
        assert_eq!(plain("1,5", Separator::Semicolon), "1.5");
        assert_eq!(plain("-12,345", Separator::Semicolon), "-12.345");
        assert_eq!(plain("1,5", Separator::Tab), "1.5");
        assert_eq!(plain("1.5", Separator::Semicolon), "1.5");
        assert_eq!(plain("1.234", Separator::Comma), "1.234");
        assert_eq!(plain("0.250", Separator::Semicolon), "0.250");
        for same in ["12", "2m30s", "", "a,b", "00:03:25", "1e5", "1 234"] {
            assert_eq!(plain(same, Separator::Comma), same);
        }
    }

    #[test]
    fn what_can_be_two_numbers_is_told() {
        let told = |field, separator| plain_number(field, separator).unwrap_err();
        assert_eq!(
            told("1,5", Separator::Comma).1,
            "write `15` if it is a whole number, `1.5` if it has decimals"
        );
        assert_eq!(
            told("1.234", Separator::Semicolon).1,
            "write `1234` if it is a whole number, `1,2340` if it has decimals"
        );
        assert!(told("1,234", Separator::Tab).0.contains("a thousand times as much"));
        assert!(told("1.234,5", Separator::Semicolon).0.contains("between its thousands"));
        assert!(told("1,234,567", Separator::Comma).0.contains("between its thousands"));
    }
}
