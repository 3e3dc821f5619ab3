package hilum.ingest.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sender NORTH = new Sender(Door.HL7, "north");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Senders senders = new Senders(meters, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void whatCameIsToldBySenderAndByWhatBecameOfIt() {
        for (int i = 0; i < 6; i++) {
            senders.received(NORTH);
        }
        senders.accepted(NORTH);
        senders.repeated(NORTH);
        senders.held(NORTH);
        senders.passedOver(NORTH, "patient-update");
        senders.refused(NORTH, "data-type");
        senders.refused(NORTH, "data-type");

        assertThat(senders.accounts())
                .containsExactly(
                        new Account(
                                Door.HL7,
                                "north",
                                6,
                                1,
                                1,
                                1,
                                Map.of("patient-update", 1L),
                                Map.of("data-type", 2L),
                                Optional.of(NOW)));
    }

    @Test
    void metricsHaveTheSameNumbers() {
        senders.received(NORTH);
        senders.refused(NORTH, "unavailable");

        assertThat(
                        meters.get("hilum.ingest.sender.received")
                                .tags("door", "hl7", "site", "north")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(
                        meters.get("hilum.ingest.sender.refused")
                                .tags("site", "north", "reason", "unavailable")
                                .counter()
                                .count())
                .isEqualTo(1);
        assertThat(meters.get("hilum.ingest.sender.age").gauge().value()).isZero();
    }

    @Test
    void theSameSiteAtTwoDoorsHasTwoAccounts() {
        senders.received(new Sender(Door.HTTP, "north"));
        senders.received(NORTH);

        assertThat(senders.accounts())
                .extracting(Account::door)
                .containsExactly(Door.HL7, Door.HTTP);
    }

    @Test
    void sendersWhoMakeUpNamesAreCountedTogether() {
        for (int i = 0; i < 1_000; i++) {
            senders.received(new Sender(Door.HL7, "site-" + i));
        }

        assertThat(senders.accounts()).hasSize(65);
        assertThat(senders.accounts())
                .filteredOn(account -> account.site().equals(Names.OTHERS))
                .extracting(Account::received)
                .containsExactly(936L);
    }
}
