package hilum.radiology.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
