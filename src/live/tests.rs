//! Speeds and tokens as they are typed. The rest is tested by way of the binary.

use super::*;

#[test]
fn speeds_are_numbers_or_max() {
    assert_eq!("10".parse(), Ok(Speed::Times(10.0)));
    assert_eq!("0.1x".parse(), Ok(Speed::Times(0.1)));
    assert_eq!("max".parse(), Ok(Speed::Max));
    for wrong in ["0", "-1", "0.01", "1e9", "NaN", "fast", ""] {
        assert!(wrong.parse::<Speed>().is_err(), "{wrong}");
    }
}

#[test]
fn tokens_are_long_enough_and_fit_into_an_address() {
    assert!(Token::chosen("open-sesame").is_ok());
    for wrong in ["", "short", "with spaces in it", "slash/slash/slash"] {
        assert!(Token::chosen(wrong).is_err(), "{wrong}");
    }
    let (one, other) = (Token::generated().unwrap(), Token::generated().unwrap());
    assert_ne!(one.as_str(), other.as_str());
    assert_eq!(one.as_str().len(), 32);
}
