package hilum.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Output;
import hilum.cli.send.Receipt;
import hilum.cli.send.Submission;
import hilum.schemas.PointId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectedPointsTest {
    private static final String HASH =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @TempDir Path folder;
    private SentStudies sent;

    @BeforeEach
    void key() throws Exception {
        sent = new SentStudies(Files.writeString(folder.resolve("key"), "k".repeat(64)));
    }

    private void send(String json, String... images) throws Exception {
        ObjectNode node = (ObjectNode) Output.JSON.readTree(json);
        sent.add(
                new Receipt.Accepted(
                        new Submission(node.put("site", "s"), List.of()), "", List.of(images)));
    }

    private List<String> items(boolean imageTower) {
        return ExpectedPoints.of(sent.studies(Map.of()), "m", imageTower).points().values().stream()
                .map(point -> point.substring(point.indexOf('/') + 1))
                .sorted()
                .toList();
    }

    @Test
    void aStudyHasItsSectionsAndItsImageOnceThereIsAnImageTower() throws Exception {
        send("{\"id\": \"a\", \"impression\": \"Pneumonia.\"}", HASH);

        assertThat(items(false)).contains("report", "impression").doesNotContain("findings");
        assertThat(items(true)).contains("image:0123456789abcdef");
    }

    @Test
    void errorsAreNeverStored() throws Exception {
        send(
                "{\"id\": \"a\", \"findings\": \"Small left pleural effusion. The heart is enlarged. No pneumothorax.\","
                        + " \"impression\": \"Small left pleural effusion. Cardiomegaly.\"}");

        assertThat(items(true)).isNotEmpty().noneMatch(item -> item.contains("ERROR"));
    }

    @Test
    void theStudyIdIsTheKeyedHashOfSiteAndAccession() throws Exception {
        send("{\"id\": \"a\", \"impression\": \"Pneumonia.\"}");

        // printf 's\na' | openssl dgst -sha256 -hmac kkkk…(64), first 32 characters
        String study = "3c7060bfdb2dd43fd6dc0e05cd2d1a2a";
        assertThat(sent.studies(Map.of()))
                .extracting(SentStudies.FinalStudy::studyId)
                .containsExactly(study);
        assertThat(ExpectedPoints.of(sent.studies(Map.of()), "m", false).points())
                .containsKey(PointId.of(study, "report", "m"));
    }

    @Test
    void aLaterReportReplacesTheEarlierOneAndItsAddenda() throws Exception {
        send("{\"id\": \"a\", \"findings\": \"Old.\"}");
        send("{\"id\": \"a\", \"addendum\": \"More.\"}");
        send("{\"id\": \"a\", \"impression\": \"New.\"}");

        SentStudies.FinalStudy study = sent.studies(Map.of()).iterator().next();
        assertThat(study.report().findings()).isEmpty();
        assertThat(study.report().impression()).isEqualTo("New.");
    }

    @Test
    void anAddendumIsAddedOnceHoweverOftenItCame() throws Exception {
        send("{\"id\": \"a\", \"impression\": \"Clear.\"}");
        send("{\"id\": \"a\", \"addendum\": \"No nodule.\"}");
        send("{\"id\": \"a\", \"addendum\": \"No nodule.\"}");

        assertThat(sent.studies(Map.of()).iterator().next().report().impression())
                .isEqualTo("Clear. No nodule.");
    }

    @Test
    void whatWasRefusedIsNotExpected() throws Exception {
        ObjectNode node =
                Output.JSON
                        .createObjectNode()
                        .put("id", "a")
                        .put("site", "s")
                        .put("findings", "Clear.");
        sent.add(new Receipt.Refused(new Submission(node, List.of()), "no"));

        assertThat(sent.studies(Map.of())).isEmpty();
        assertThat(sent.rejected()).isEqualTo(1);
    }

    @Test
    void anImageThatWentToThePacsIsLookedUpInTheStreamAndMissedWhereItIsNot() throws Exception {
        ObjectNode node = Output.JSON.createObjectNode().put("id", "a").put("site", "s");
        sent.add(
                new Receipt.Accepted(
                        new Submission(node, List.of(folder.resolve("1.png"))), "", List.of()));
        String study = sent.studies(Map.of()).iterator().next().studyId();

        assertThat(sent.imagesUnknown()).isEqualTo(1);
        assertThat(sent.studies(Map.of(study, List.of(HASH))).iterator().next().images())
                .containsExactly(HASH);
        assertThat(sent.studies(Map.of()).iterator().next().images())
                .singleElement()
                .asString()
                .startsWith("never arrived");
    }
}
