//! What does not parse, in plain words, and what to do about it.
//!
//! [`super::compile`] and [`super::expressions`] call it. The place comes from Rhai with the error.

use rhai::{LexError, ParseErrorType};

use super::wording::{kind, lowercase_first};

/// An error of parsing: what is wrong, and the remedy, where one can be named.
pub(crate) fn explain_parse(error: &ParseErrorType) -> (String, Option<String>) {
    let (message, help) = explain(error);
    (message, Some(help).filter(|help| !help.is_empty()))
}

fn explain(error: &ParseErrorType) -> (String, String) {
    match error {
        ParseErrorType::Reserved(word) => disabled(word).unwrap_or_else(|| reserved(word)),
        ParseErrorType::BadInput(lexical) => explain_lexical(lexical),
        ParseErrorType::UnexpectedEOF => say(
            "the script ends in the middle of something",
            "close what is open: a `}`, `)`, `]` or a quote is missing",
        ),
        ParseErrorType::UnknownOperator(operator) => {
            (format!("`{operator}` is no operator"), in_its_place(operator).to_owned())
        }
        ParseErrorType::MissingToken(token, purpose) => missing(token, purpose),
        ParseErrorType::MissingSymbol(wanted) => {
            let wanted = ticked(wanted.strip_prefix("Expecting ").unwrap_or(wanted));
            (format!("{wanted} is missing here"), format!("write {wanted}"))
        }
        ParseErrorType::MalformedIndexExpr(_) => say(
            "this is no index",
            "an element of a list is `list[0]`, an entry of a map `map.name` or `map[\"name\"]`",
        ),
        ParseErrorType::DuplicatedProperty(name) => {
            (format!("`{name}` stands twice in this map"), "keep one of them".into())
        }
        ParseErrorType::DuplicatedVariable(name) => {
            (format!("the variable `{name}` stands here twice"), "give one of them another name".into())
        }
        ParseErrorType::PropertyExpected => {
            say("the name of a property is missing here", "write one, such as `me.name` or `#{ name: 1 }`")
        }
        ParseErrorType::VariableExpected => {
            say("the name of a variable is missing here", "write one, such as `let wait = 3;`")
        }
        ParseErrorType::VariableUndefined(name) => undefined(name),
        ParseErrorType::ExprTooDeep => {
            say("this expression is nested too deeply", "give parts of it names with `let`")
        }
        ParseErrorType::ExprExpected(_) => {
            say("a value is missing here", "write one: a number, a text, a variable")
        }
        ParseErrorType::MismatchedType(wanted, given) => (
            format!("{} is wanted here, and {} was given", kind(wanted), kind(given)),
            "a condition compares something: `x > 0`, `done == true`".into(),
        ),
        ParseErrorType::AssignmentToConstant(name) if !name.is_empty() => {
            (format!("the constant `{name}` is assigned to"), "declare it with `let` instead of `const`".into())
        }
        ParseErrorType::AssignmentToInvalidLHS(_) | ParseErrorType::AssignmentToConstant(_) => say(
            "this cannot be assigned to",
            "compare with `==`; assign with `=` to a variable, a property or an element",
        ),
        ParseErrorType::LoopBreak => {
            say("`break` or `continue` outside of a loop", "to leave a function, write `return`")
        }
        ParseErrorType::TooManyFunctions => say("there are too many functions", "split the script"),
        ParseErrorType::LiteralTooLarge(what, max) => {
            (format!("{} is over its limit", lowercase_first(what)), format!("at most {max} are allowed"))
        }
        ParseErrorType::WrongSwitchDefaultCase => {
            say("the case `_` of a `switch` is not its last one", "move it to the end")
        }
        ParseErrorType::WrongSwitchIntegerCase => {
            say("a number stands after a range in this `switch`", "move the numbers to the front")
        }
        ParseErrorType::WrongSwitchCaseCondition => {
            say("this case of a `switch` cannot have a condition", "remove the `if`, or move it into the case")
        }
        functions => explain_function(functions),
    }
}

fn explain_function(error: &ParseErrorType) -> (String, String) {
    match error {
        ParseErrorType::WrongFnDefinition => say(
            "a function inside of a block or another function",
            "move it to the outermost level, or make it a closure: `let f = |x| x + 1;`",
        ),
        ParseErrorType::FnDuplicatedDefinition(name, _) => {
            (format!("the function `{name}` stands here twice"), "rename or remove one of them".into())
        }
        ParseErrorType::FnMissingName => say("the function has no name", "write `fn name(…) { … }`"),
        ParseErrorType::FnMissingParams(name) => {
            (format!("the function `{name}` has no parentheses"), format!("write `fn {name}() {{ … }}`"))
        }
        ParseErrorType::FnDuplicatedParam(name, parameter) => (
            format!("the function `{name}` has two parameters `{parameter}`"),
            "give one of them another name".into(),
        ),
        ParseErrorType::FnMissingBody(name) if name.is_empty() => {
            say("the closure has no body", "write `|x| x + 1` or `|x| { … }`")
        }
        ParseErrorType::FnMissingBody(name) => {
            (format!("the function `{name}` has no body"), "write its body in braces: `{ … }`".into())
        }
        ParseErrorType::WrongDocComment => {
            say("a comment of three slashes stands before no function", "write it with two: `// …`")
        }
        other => (lowercase_first(&ticked(&other.to_string())), String::new()),
    }
}

fn explain_lexical(error: &LexError) -> (String, String) {
    match error {
        LexError::UnexpectedInput(text) => {
            (format!("`{text}` is not expected here"), "remove it, or write what is missing before it".into())
        }
        LexError::UnterminatedString => {
            say("this text has no end", "close it with `\"`; a text of several lines stands between backticks")
        }
        LexError::MalformedEscapeSequence(text) => {
            (format!("`{text}` stands for no character"), "in a text, a backslash itself is `\\\\`".into())
        }
        LexError::MalformedNumber(text) => (
            format!("`{text}` is no number"),
            "write `1000`, `0.5` or, for a time, a text such as `\"30s\"`".into(),
        ),
        LexError::MalformedChar(text) => {
            (format!("`'{text}'` is not one character"), "write a text in double quotes: `\"…\"`".into())
        }
        LexError::MalformedIdentifier(text) => (
            format!("`{text}` is no name"),
            "names are made of letters, digits and `_`, and do not begin with a digit".into(),
        ),
        LexError::ImproperSymbol(symbol, text) => {
            if let Some(word) = text.strip_suffix(" is disabled").and_then(|text| text.split('\'').nth(1)) {
                return disabled(word).unwrap_or_else(|| (format!("`{word}` does not exist here"), String::new()));
            }
            if text.contains("typo of '=='") {
                return say("`=` is not expected here", "compare with `==`");
            }
            let meant = text.rsplit_once("hould it be ").and_then(|(_, meant)| meant.split('\'').nth(1));
            let help = meant.map_or_else(|| in_its_place(symbol).to_owned(), |meant| format!("write `{meant}`"));
            (format!("`{symbol}` means nothing here"), help)
        }
        other => (lowercase_first(&ticked(&other.to_string())), String::new()),
    }
}

fn say(message: &str, help: &str) -> (String, String) {
    (message.to_owned(), help.to_owned())
}

/// Rhai quotes code by apostrophes, we by backticks.
fn ticked(text: &str) -> String {
    text.replace('\'', "`")
}

fn missing(token: &str, purpose: &str) -> (String, String) {
    let message = format!("`{token}` is missing {}", ticked(purpose));
    let help = match token {
        ";" => "end the statement before this with `;`".to_owned(),
        // `sleep(30s)`: what the parser takes for a second argument is the unit of the first.
        "," if purpose.contains("arguments") => {
            "write `,` between two arguments and `)` after the last; a time with its unit is a text: `\"30s\"`"
                .into()
        }
        "," => "write `,` between two of them, or close it before this".to_owned(),
        _ => format!("write `{token}` here"),
    };
    (message, help)
}

fn undefined(name: &str) -> (String, String) {
    let help = match name {
        "elif" | "elseif" | "elsif" => "write `else if`".to_owned(),
        "True" | "False" => format!("write `{}`", name.to_lowercase()),
        "None" | "none" | "undefined" => "nothing is written `()`".to_owned(),
        "self" => "write `me`".to_owned(),
        _ => format!(
            "declare it before this (`let {name} = …;`) or take it as a parameter; a variable of the scenario is \
             `vars.{name}`"
        ),
    };
    (format!("there is no variable `{name}` here"), help)
}

fn reserved(word: &str) -> (String, String) {
    if word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
        (format!("`{word}` is a word that Rhai keeps for itself"), "choose another name".into())
    } else {
        (format!("`{word}` means nothing here"), in_its_place(word).to_owned())
    }
}

/// What to write in place of a sign that other languages have.
fn in_its_place(sign: &str) -> &'static str {
    match sign {
        "++" => "write `x += 1`",
        "--" => "write `x -= 1`",
        "?" => "write `if … { … } else { … }`",
        "===" => "write `==`",
        "!==" => "write `!=`",
        "->" | "=>" => "a function says nothing of what it returns; a closure is `|x| …`",
        "#" => "a comment begins with `//`, a map with `#{`",
        "$" => "inside of backticks, a value is `${…}`; elsewhere a variable is its name alone",
        _ => "remove it",
    }
}

/// What is said of the words of Rhai that scripts do without.
fn disabled(word: &str) -> Option<(String, String)> {
    match word {
        "eval" => {
            Some(say("`eval` does not exist here", "write the code itself: a script is checked before it runs"))
        }
        "import" | "export" => Some(say("scripts have no modules", "put the functions into the script itself")),
        "curry" => Some(say("`curry` does not exist here", "take the value as a parameter of the function")),
        _ => None,
    }
}
