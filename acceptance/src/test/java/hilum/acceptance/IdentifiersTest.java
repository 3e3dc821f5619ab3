package hilum.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import hilum.synthetic.RadiologySystem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentifiersTest {
    private final byte[] message =
            new RadiologySystem(Instant.parse("2019-03-14T15:00:00Z"))
                    .report("abc", "A2600417", List.of("Clear."), RadiologySystem.State.FINAL);
    private final Identifiers identifiers = new Identifiers();

    IdentifiersTest() {
        identifiers.add(message);
    }

    @Test
    void aMessageNamesPeopleNumbersAndDates() {
        assertThat(identifiers.in(message))
                .contains("A2600417", "SPRINGWATER", "Mar 14 2019")
                .anyMatch(value -> value.matches("MR\\d{7}"))
                .hasSizeGreaterThan(12);
    }

    @Test
    void whatIsNamedIsFoundAmongOtherBytesAsAWordOnly() {
        assertThat(identifiers.in(bytes("\0\7Springwater\1 on 2019-03-14, (A2600417)")))
                .containsExactlyInAnyOrder("Springwater", "2019-03-14", "A2600417");
        assertThat(identifiers.in(bytes("springwaters XA2600417 A26004170"))).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
