//! By what the columns of a table are separated: read from its header, where that leaves no doubt.

/// What stands between two columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Separator {
    /// A comma; the mark of decimals is a point.
    #[default]
    Comma,
    /// A semicolon; the mark of decimals may be a comma.
    Semicolon,
    /// A tab; likewise.
    Tab,
}

impl Separator {
    /// All of them.
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// As a byte.
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
    /// What it is called.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
        }
    }

    /// What a line `sep=;` says, as Excel writes and reads it before a table.
    pub(crate) fn stated(line: &str) -> Option<Self> {
        let rest = line.trim_end_matches(['\r', '\n']);
        let (key, value) = rest.split_at_checked(4)?;
        let is_it = key.eq_ignore_ascii_case("sep=");
        Self::ALL.into_iter().find(|it| is_it && value.as_bytes() == [it.byte()])
    }

    /// By what the columns of this header are separated; a table of one column has none, which counts as commas.
    ///
    /// # Errors
    /// Those that stand in it outside of quotes, where there is more than one of them.
    pub(crate) fn of_header(header: &str) -> Result<Self, Vec<Self>> {
        let mut is_quoted = false;
        let mut seen = [false; Self::ALL.len()];
        for byte in header.bytes() {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' | b'\r' if !is_quoted => break,
                _ if !is_quoted => {
                    for (place, it) in Self::ALL.into_iter().enumerate() {
                        seen[place] |= it.byte() == byte;
                    }
                }
                _ => {}
            }
        }
        let found: Vec<Self> =
            Self::ALL.into_iter().zip(seen).filter_map(|(it, is_there)| is_there.then_some(it)).collect();
        match found.as_slice() {
            [] => Ok(Self::Comma),
            [one] => Ok(*one),
            _ => Err(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_by_what_its_columns_are_separated() {
        assert_eq!(Separator::of_header("start,calls\n1;2,3"), Ok(Separator::Comma));
        assert_eq!(Separator::of_header("start;calls\r\n1,5"), Ok(Separator::Semicolon));
        assert_eq!(Separator::of_header("start\tcalls"), Ok(Separator::Tab));
        assert_eq!(Separator::of_header("seconds"), Ok(Separator::Comma));
        assert_eq!(Separator::of_header("start;\"calls, offered\""), Ok(Separator::Semicolon));
        assert_eq!(
            Separator::of_header("start;calls, offered"),
            Err(vec![Separator::Comma, Separator::Semicolon])
        );
        assert_eq!(Separator::stated("sep=;\r\n"), Some(Separator::Semicolon));
        assert_eq!(Separator::stated("separate;x"), None);
    }
}
