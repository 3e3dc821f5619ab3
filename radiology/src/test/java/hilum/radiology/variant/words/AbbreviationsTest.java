package hilum.radiology.variant.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AbbreviationsTest {

    @Test
    void everyRowOfTheDictionaryHasAMeaning() {
        assertThat(Abbreviations.standard().rows())
                .hasSizeGreaterThan(200)
                .allSatisfy(
                        row -> {
                            assertThat(row.meaning()).isNotBlank().isNotEqualTo(row.written());
                            assertThat(row.meaning()).doesNotContain("|");
                        });
    }
}
