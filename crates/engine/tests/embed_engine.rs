//! The example that embeds the engine does what it says.

#[expect(dead_code, reason = "its `main` tells the terminal what this test reads")]
#[path = "../examples/embed_engine.rs"]
mod embed_engine;

#[test]
fn the_example_tells_of_a_call_in_which_the_audit_finds_nothing_wrong() {
    let mut told = Vec::new();
    embed_engine::day(&mut told).unwrap();
    insta::assert_snapshot!(String::from_utf8(told).unwrap(), @"
    0:00:00.200 SetActivity, begun at 0:00:00.000, is done
    0:00:05.000 a customer comes by voice
    0:00:05.000 the call is offered
    0:00:08.200 the offer goes from pending to accepted
    0:00:08.200 AcceptTask, begun at 0:00:08.000, is done
    0:00:38.200 the customer is on hold: true
    0:00:38.200 HoldCall, begun at 0:00:38.000, is done
    0:00:58.200 the customer is on hold: false
    0:00:58.200 UnholdCall, begun at 0:00:58.000, is done
    0:01:38.000 the call is over
    0:01:38.000 the offer goes from accepted to wrapping
    0:01:53.200 the offer goes from wrapping to completed
    0:01:53.200 CompleteTask, begun at 0:01:53.000, is done
    180 statements checked, 0 violated
    ");
}
