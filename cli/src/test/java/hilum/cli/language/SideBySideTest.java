package hilum.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final SideBySide PLAIN = new SideBySide(80, false);

    @Test
    void whatOnlyOneTextHasIsMarked() {
        String view =
                PLAIN.of(
                        "a SPLIT-1",
                        "rejected",
                        false,
                        "Small left effusion.",
                        "Small right effusion.",
                        List.of("lost: effusion left"));

        assertThat(view)
                .isEqualTo(
                        """
                        a SPLIT-1  rejected
                        Small [-left-] effusion.               | Small {+right+} effusion.
                          lost: effusion left
                        """);
    }

    @Test
    void linesOfBothColumnsKeepToTheirWidth() {
        String text = "The lungs are clear of consolidation. ".repeat(9);

        String view = PLAIN.of("a", "accepted", true, text, text + "\nNo effusion.", List.of());

        assertThat(view.lines().skip(1)).hasSizeGreaterThan(8).allMatch(l -> l.length() <= 80);
        assertThat(view).doesNotContain("[-");
        assertThat(view).contains("| {+No+} {+effusion.+}");
    }

    @Test
    void coloursReplaceTheMarks() {
        String view = new SideBySide(80, true).of("a", "accepted", true, "old", "new", List.of());

        assertThat(view).contains("\u001b[31mold\u001b[0m", "\u001b[32mnew\u001b[0m");
        assertThat(view).doesNotContain("[-", "{+");
    }

    @Test
    void aTextCannotSendCommandsToTheTerminal() {
        String view = PLAIN.of("a", "accepted", true, "No\u001b[2J effusion", "No", List.of());

        assertThat(view).doesNotContain("\u001b");
    }

    @Test
    void textsTooLongToCompareWordByWordAreMarkedWhole() {
        String view =
                PLAIN.of("a", "accepted", true, "a ".repeat(9000), "b ".repeat(9000), List.of());

        assertThat(view).contains("[-a-]", "{+b+}");
    }
}
