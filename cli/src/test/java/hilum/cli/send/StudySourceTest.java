package hilum.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudySourceTest {
    private static final String STUDY =
            "<eCitation><uId id=\"%s\"/><Abstract><AbstractText Label=\"FINDINGS\">%s</AbstractText>"
                    + "<AbstractText Label=\"IMPRESSION\"/></Abstract></eCitation>";

    @TempDir Path folder;

    private Path archive(Map<String, String> files) throws IOException {
        Path archive = folder.resolve("NLMCXR_reports.tgz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }

    @Test
    void openIComesByStudyNumberAndWithoutTheSilent() throws IOException {
        archive(
                Map.of(
                        "e/10.xml", STUDY.formatted("CXR10", "Lungs are clear."),
                        "e/9.xml", STUDY.formatted("CXR9", "Small effusion."),
                        "e/11.xml", STUDY.formatted("CXR11", " ")));

        StudySource source = StudySource.open(folder, Optional.empty());

        assertThat(source.submissions())
                .extracting(Submission::id)
                .containsExactly("CXR9", "CXR10");
        assertThat(source.submissions()).extracting(Submission::site).containsOnly("openi");
        assertThat(source.skipped())
                .singleElement()
                .asString()
                .contains("neither findings nor impression");
    }

    @Test
    void anArchiveOfManyComesByStudyNumberToo() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (int number = 10_050; number > 0; number--) {
            files.put(number + ".xml", STUDY.formatted("CXR" + number, "Lungs are clear."));
        }
        archive(files);

        StudySource source = StudySource.open(folder, Optional.empty());

        assertThat(source.submissions())
                .extracting(Submission::id)
                .hasSize(10_050)
                .startsWith("CXR1", "CXR2")
                .endsWith("CXR10049", "CXR10050");
        assertThat(source.skipped()).isEmpty();
    }

    @Test
    void xmlThatReadsAFileOrGrowsIsRefused() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "the secret");
        String reading =
                "<!DOCTYPE r [<!ENTITY x SYSTEM \"%s\">]>".formatted(secret.toUri())
                        + STUDY.formatted("CXR1", "&x;");
        String growing =
                "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                        + STUDY.formatted("CXR2", "&b;");
        archive(
                Map.of(
                        "1.xml",
                        reading,
                        "2.xml",
                        growing,
                        "3.xml",
                        "<eCitation>",
                        "4.xml",
                        "\u0000"));

        StudySource source = StudySource.open(folder, Optional.empty());

        assertThat(source.submissions()).isEmpty();
        assertThat(source.skipped()).hasSize(4).noneMatch(reason -> reason.contains("the secret"));
    }

    @Test
    void anImageOutsideTheFolderIsNeverSent() throws IOException {
        Files.writeString(folder.resolve("secret.png"), "x");
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.writeString(inner.resolve("own.png"), "x");
        Files.writeString(
                inner.resolve("reports.jsonl"),
                """
                {"id": "a", "findings": "Clear.", "images": ["../secret.png"]}
                {"id": "b", "findings": "Clear.", "images": ["own.png"]}
                not json
                {"id": "b", "addendum": "Effusion."}
                """);

        StudySource source = StudySource.open(inner, Optional.of("north"));

        assertThat(source.submissions()).extracting(Submission::id).containsExactly("b", "b");
        assertThat(source.submissions()).extracting(Submission::site).containsOnly("north");
        assertThat(source.skipped()).hasSize(2).anyMatch(skip -> skip.contains("line 3"));
        assertThat(source.studies()).isEqualTo(1);
    }

    @Test
    void aLimitCountsStudiesAndKeepsTheirLaterParts() throws IOException {
        Files.writeString(
                folder.resolve("r.jsonl"),
                """
                {"id": "a", "findings": "Clear."}
                {"id": "b", "findings": "Clear."}
                {"id": "a", "addendum": "Effusion."}
                """);

        StudySource one = StudySource.open(folder, Optional.empty()).limit(1);

        assertThat(one.submissions()).extracting(Submission::id).containsExactly("a", "a");
    }

    @Test
    void whatIsNoSourceIsNamed() {
        assertThatThrownBy(() -> StudySource.open(folder.resolve("absent"), Optional.empty()))
                .hasMessageContaining("absent does not exist");
        assertThatThrownBy(() -> StudySource.open(folder, Optional.empty()))
                .hasMessageContaining("holds neither");
    }
}
