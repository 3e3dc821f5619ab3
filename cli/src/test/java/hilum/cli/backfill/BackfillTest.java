package hilum.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.archive.Archive;
import hilum.cli.archive.Place;
import hilum.cli.backfill.Outcome.Kind;
import hilum.cli.backfill.Outcome.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackfillTest {
    private static final int MANY = 400;
    private static final int BREAKS_AT = 200;

    @TempDir Path folder;
    private final Map<Integer, Integer> received = new ConcurrentHashMap<>();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("numbers"), "as long as the archive stays so");
    }

    @Test
    void aBookmarkStandsBeforeTheFirstUnansweredThoughLaterOnesAreAnswered() throws IOException {
        breakOff();

        JsonNode bookmark = bookmarked();

        assertThat(received).containsKey(BREAKS_AT + 1); // was answered, and does not count yet
        assertThat(bookmark.path("done").asInt()).isEqualTo(BREAKS_AT);
        assertThat(bookmark.path("tally").path("accepted").asInt()).isEqualTo(170);
    }

    @Test
    void theNextRunGoesOnThereAndItsAccountIsOfAll() throws IOException {
        breakOff();

        JsonNode account = Output.JSON.readTree(run(this::deliver, MANY, "ask"));

        assertThat(received).hasSize(MANY * 9 / 10);
        for (int before = 0; before < BREAKS_AT; before++) {
            assertThat(received.getOrDefault(before, 1)).isEqualTo(1);
        }
        assertThat(account.path("earlier").asInt()).isEqualTo(BREAKS_AT);
        assertThat(account.path("accepted").asInt()).isEqualTo(340);
        assertThat(account.path("refused").asInt()).isEqualTo(20);
        assertThat(account.path("skipped").asInt()).isEqualTo(40);
        assertThat(account.path("reasons")).isEqualTo(json("{'divisible by 20': 20}"));
        assertThat(account.path("places").path("ends in nine").path(0).asText())
                .isEqualTo("numbers number 10");
        assertThat(folder.resolve("mark.json")).doesNotExist();
    }

    @Test
    void aRefusedOneIsNotTriedAgainAndStaysCounted() throws IOException {
        breakOff();
        int refusedBefore = bookmarked().path("tally").path("reasons").path(0).size();

        run(this::deliver, MANY, "ask");

        assertThat(refusedBefore).isPositive();
        assertThat(received.get(20)).isEqualTo(1);
    }

    @Test
    void aChangedArchiveIsNotGoneOnWith() throws IOException {
        breakOff();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));

        assertThatThrownBy(() -> run(this::deliver, MANY, "ask"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("The archive has changed since 200 of it were sent")
                .hasMessageContaining("mark.json")
                .hasMessageContaining("--restart");
    }

    @Test
    void theBookmarkOfAnotherSendOrADamagedOneIsRefused() throws IOException {
        breakOff();

        assertThatThrownBy(() -> run(this::deliver, MANY, "another"))
                .hasMessageContaining("is of another send");
        Files.writeString(folder.resolve("mark.json"), "{");
        assertThatThrownBy(() -> run(this::deliver, MANY, "ask"))
                .hasMessageContaining("is damaged")
                .hasMessageContaining("--restart");
    }

    @Test
    void aBookmarkThatCanNotBeWrittenEndsTheSendWithoutWaiting() throws IOException {
        Files.writeString(folder.resolve("no-folder"), "");

        assertThatThrownBy(
                        () ->
                                run(
                                        number -> {
                                            Thread.sleep(20);
                                            return Outcome.taken();
                                        },
                                        100_000,
                                        folder.resolve("no-folder").resolve("mark.json"),
                                        "ask"))
                .hasMessageContaining("can't be written")
                .hasMessageContaining("--bookmark");
    }

    @Test
    void reasonsAreBoundedAndTheirCountIsNot() {
        Tally tally = new Tally();
        for (int i = 0; i < 1_000; i++) {
            tally.count(new Place(0, i), Outcome.refused("AR", "number " + i));
        }

        assertThat(tally.state().reasons()).hasSize(101);
        assertThat(tally.state().refused()).isEqualTo(1_000);
        assertThat(tally.state().withoutWords().reasons())
                .extracting(Tally.Reason::said)
                .contains(new Said(Kind.REFUSED, "AR", ""));
    }

    /** Fails at one while others of its time are answered. */
    private void breakOff() {
        assertThatThrownBy(
                        () ->
                                run(
                                        number -> {
                                            if (number == BREAKS_AT) {
                                                while (!received.containsKey(BREAKS_AT + 13)) {
                                                    Thread.sleep(1);
                                                }
                                                throw Failure.unhealthy("gone");
                                            }
                                            return deliver(number);
                                        },
                                        MANY,
                                        "ask"))
                .hasMessage("gone");
    }

    private Outcome deliver(int number) {
        received.merge(number, 1, Integer::sum);
        return number % 20 == 0 ? Outcome.refused("", "divisible by 20") : Outcome.taken();
    }

    private JsonNode bookmarked() throws IOException {
        return Output.JSON.readTree(Files.readString(folder.resolve("mark.json")));
    }

    private static JsonNode json(String text) throws IOException {
        return Output.JSON.readTree(text.replace('\'', '"'));
    }

    private String run(Door<Integer> door, int many, String request) throws IOException {
        return run(door, many, folder.resolve("mark.json"), request);
    }

    private String run(Door<Integer> door, int many, Path mark, String request) throws IOException {
        Archive<Integer> archive = new Numbers(file, many);
        Bookmark bookmark = Bookmark.of(Optional.of(mark), folder, List.of(request), archive);
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            new Backfill<>(
                            archive,
                            () -> door,
                            Brake.rate(Double.POSITIVE_INFINITY),
                            Optional.of(bookmark),
                            true)
                    .run(true);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
