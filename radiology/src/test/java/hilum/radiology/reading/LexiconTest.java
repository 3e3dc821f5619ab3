package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hilum.radiology.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {

    private static final Set<String> CHEXPERT =
            Set.of(
                    "Enlarged Cardiomediastinum",
                    "Cardiomegaly",
                    "Lung Lesion",
                    "Lung Opacity",
                    "Edema",
                    "Consolidation",
                    "Pneumonia",
                    "Atelectasis",
                    "Pneumothorax",
                    "Pleural Effusion",
                    "Pleural Other",
                    "Fracture",
                    "Support Devices");

    @Test
    void noPhraseBelongsToTwoConcepts() {
        assertThat(Lexicon.standard().collisions()).isEmpty();
    }

    @Test
    void everyObservationOfChexpertButNoFindingHasAConcept() {
        var observed =
                Lexicon.standard().concepts().stream()
                        .flatMap(c -> c.chexpert().stream())
                        .collect(Collectors.toSet());

        assertThat(observed).isEqualTo(CHEXPERT);
    }

    @Test
    void abbreviationsAndMisspellingsReadAsTheWord() {
        assertThat(Lexicon.standard().tokens("Sm R eff, consoldiation, nromal, w/o PTX", 0))
                .extracting(Token::word)
                .containsExactly(
                        "small",
                        "r",
                        "effusion",
                        ",",
                        "consolidation",
                        ",",
                        "normal",
                        ",",
                        "without",
                        "pneumothorax");
    }

    @Test
    void anEnglishWordNearOneOfTheLexiconStaysItself() {
        assertThat(Lexicon.standard().tokens("injection confusion medial infusion section", 0))
                .extracting(Token::word)
                .containsExactly("injection", "confusion", "medial", "infusion", "section");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "findings.txt~zorb | - | Zorbitis | - | zorb~findings.txt line 2 (zorb): CheXpert has no observation",
                "findings.txt~zorb | - | - | Zorb | zorb~findings.txt line 2 (zorb): ChestX-ray14 has no finding",
                "findings.txt~zorb | - | - | zorb~findings.txt line 2 (zorb): 5 columns are needed, not 4",
                "findings.txt~zorb | - | - | - | zorb (a~findings.txt line 2 (zorb): Phrase \"zorb (a\" opens a ( that nothing closes",
                "devices.txt~picc | Support Devices | picc; chest tube\\ntube | Support Devices | chest tube~devices.txt line 3 (tube): \"chest tube\" already means",
                "structures.txt~heart | zorb | - | heart~structures.txt line 2 (heart): no finding is called \"zorb\"",
                "cues.txt~nonsense | - | zorb~cues.txt line 2 (nonsense): \"nonsense\" with the value \"-\" is no cue",
                "spellings.txt~effusion | eff\\nedema | eff~spellings.txt line 3 (edema): \"eff\" already stands for \"effusion\"",
            })
    void aWrongRowIsNamedWithFileAndLine(
            String file, String rows, String message, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(file), "# own\n" + rows.replace("\\n", "\n") + "\n");

        assertThatThrownBy(() -> Lexicon.of(folder)).hasMessageContaining(message);
    }

    @Test
    void aTermOfOnesOwnIsRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("devices.txt"), "zorb device | Support Devices | zorb\n");

        var read = new ReportReader(Lexicon.of(folder)).read("Left zorb.", Section.IMPRESSION);

        assertThat(read).extracting(Assertion::finding).containsExactly("zorb device");
    }

    @Test
    void everyParentIsAConceptItself() {
        for (var concept : Lexicon.standard().concepts()) {
            concept.parent()
                    .ifPresent(
                            parent ->
                                    assertThat(Lexicon.standard().concept(parent))
                                            .isNotEqualTo(concept));
        }
    }

    @Test
    void bracketsMayStandInBrackets() {
        assertThat(Phrases.expand("no ([pleural] fluid|air [at all])"))
                .containsExactly("no pleural fluid", "no fluid", "no air at all", "no air");
    }

    @Test
    void phrasesExpandAlternativesAndOptions() {
        assertThat(Phrases.expand("[old] (rib|bone) fracture; clip"))
                .containsExactlyInAnyOrder(
                        "old rib fracture",
                        "old bone fracture",
                        "rib fracture",
                        "bone fracture",
                        "clip");
        assertThatThrownBy(() -> Phrases.expand("a (b")).hasMessageContaining("close it");
    }
}
