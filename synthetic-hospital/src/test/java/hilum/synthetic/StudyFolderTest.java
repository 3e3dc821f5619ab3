package hilum.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    @Test
    void everyStudyIsOneLineAndAddendaComeLater() throws IOException {
        List<SyntheticStudy> studies = SyntheticHospital.of(3, 3).studies(80).toList();

        int written = StudyFolder.write(folder, studies.stream());

        List<JsonNode> lines = read("reports.jsonl");
        List<String> first =
                lines.stream()
                        .filter(l -> !l.has("addendum"))
                        .map(l -> l.get("id").asText())
                        .toList();
        assertThat(written).isEqualTo(80);
        assertThat(first).isEqualTo(studies.stream().map(SyntheticStudy::id).toList());
        assertThat(lines.stream().filter(l -> l.has("addendum")))
                .isNotEmpty()
                .allSatisfy(
                        addendum -> {
                            int at = lines.indexOf(addendum);
                            assertThat(lines.subList(0, at))
                                    .anyMatch(l -> l.get("id").equals(addendum.get("id")));
                        });
    }

    @Test
    void imagesLieWhereTheReportSays() throws IOException {
        List<SyntheticStudy> studies = SyntheticHospital.of(3, 3).studies(30).toList();

        StudyFolder.write(folder, studies.stream());

        for (SyntheticStudy study : studies) {
            JsonNode line = StudyFolder.report(study);
            if (study.image().isPresent()) {
                Path image = folder.resolve(line.get("images").get(0).asText());
                assertThat(Files.readAllBytes(image)).isEqualTo(study.image().get().png());
            } else {
                assertThat(line.has("images")).isFalse();
            }
        }
    }

    @Test
    void theFolderSaysThatItIsSyntheticAndKeepsTheTruth() throws IOException {
        StudyFolder.write(folder, SyntheticHospital.of(3, 3).studies(20));

        assertThat(folder.resolve("README.txt")).content().startsWith("SYNTHETIC DATA");
        assertThat(read("truth.jsonl"))
                .hasSize(20)
                .allMatch(line -> line.get("synthetic").asBoolean());
    }

    private List<JsonNode> read(String name) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(name))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
