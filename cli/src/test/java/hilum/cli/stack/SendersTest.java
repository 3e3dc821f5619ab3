package hilum.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import hilum.cli.Output;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:05:00Z");

    @Test
    void eachSenderHasALineAndEachSiteSaysWhatWaits() throws JsonProcessingException {
        String account =
                """
                {"senders": [
                  {"door": "hl7", "site": "north", "received": 7, "accepted": 3, "repeated": 1, "held": 0,
                   "passedOver": {"patient-update": 1}, "refused": {"data-type": 1, "unavailable": 1},
                   "lastReceivedAt": "2026-01-01T00:04:48.5Z"},
                  {"door": "http", "site": "south", "received": 1, "accepted": 1, "repeated": 0, "held": 0,
                   "passedOver": {}, "refused": {}, "lastReceivedAt": null}],
                 "waiting": [
                  {"site": "north", "studies": 2, "oldestSeconds": 150, "leftWithoutReport": 4, "leftWithoutImages": 0},
                  {"site": "south", "studies": 0, "oldestSeconds": 0, "leftWithoutReport": 0, "leftWithoutImages": 1}]}""";

        assertThat(Senders.text(Output.JSON.readTree(account), NOW))
                .isEqualTo(
                        """


                        sender  door  received  accepted  repeated  held  passed over           refused                         last
                        north   hl7   7         3         1         0     1 (patient-update 1)  2 (data-type 1, unavailable 1)  11 s ago
                        south   http  1         1         0         0     0                     0                               -

                        site   waiting  oldest  left without report  left without images
                        north  2        2 min   4                    0
                        south  0        -       0                    1""");
    }

    @Test
    void whereNobodyHasSentThereIsNoTable() throws JsonProcessingException {
        assertThat(Senders.text(Output.JSON.readTree("{\"senders\": [], \"waiting\": []}"), NOW))
                .isEmpty();
        assertThat(Senders.text(Output.JSON.nullNode(), NOW)).isEmpty();
    }
}
