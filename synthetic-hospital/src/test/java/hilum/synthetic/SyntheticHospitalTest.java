package hilum.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SyntheticHospitalTest {
    private static final List<SyntheticStudy> STUDIES =
            SyntheticHospital.of(7, 4).studies(600).toList();

    @Test
    void theSameSeedGivesTheSameStudies() {
        List<String> again = fingerprints(SyntheticHospital.of(7, 4).studies(40).toList());

        assertThat(again).isEqualTo(fingerprints(STUDIES.subList(0, 40)));
    }

    @Test
    void anotherSeedGivesOtherStudies() {
        List<SyntheticStudy> other = SyntheticHospital.of(8, 4).studies(40).toList();

        assertThat(fingerprints(other))
                .doesNotContainAnyElementsOf(fingerprints(STUDIES.subList(0, 40)));
    }

    @Test
    void aboutTwoFifthsAreNormal() {
        assertThat(share(study -> study.truth().normal())).isBetween(.30, .48);
    }

    @Test
    void mostStudiesHaveBothFindingsAndImpression() {
        assertThat(share(s -> s.findings().isPresent() && s.impression().isPresent()))
                .isGreaterThan(.65);
    }

    @Test
    void someSectionsAreMissingAndSomeReportsAreAmended() {
        assertThat(share(s -> s.findings().isEmpty())).isBetween(.05, .35);
        assertThat(share(s -> s.impression().isEmpty())).isBetween(.005, .1);
        assertThat(share(s -> s.addendum().isPresent())).isBetween(.02, .12);
        assertThat(share(s -> s.image().isEmpty())).isBetween(.01, .1);
    }

    @Test
    void oneStockImpressionComesAgainAndAgain() {
        String stock = "No acute cardiopulmonary abnormality.";

        assertThat(share(s -> s.impression().equals(Optional.of(stock)))).isBetween(.08, .3);
    }

    @Test
    void noFindingsSectionIsATemplateWithOneWordChanged() {
        List<String> masked =
                STUDIES.stream()
                        .filter(
                                s ->
                                        s.style() == SiteStyle.FULL_SECTIONS
                                                || s.style() == SiteStyle.NUMBERED)
                        .flatMap(s -> s.findings().stream())
                        .map(SyntheticHospitalTest::withoutParticulars)
                        .toList();

        assertThat(Set.copyOf(masked)).hasSizeGreaterThan(masked.size() * 9 / 10);
    }

    @Test
    void impressionsOfAbnormalStudiesVaryToo() {
        List<String> masked =
                STUDIES.stream()
                        .filter(s -> !s.truth().normal() && s.style() != SiteStyle.ABBREVIATED)
                        .flatMap(s -> s.impression().stream())
                        .map(SyntheticHospitalTest::withoutParticulars)
                        .toList();

        assertThat(Set.copyOf(masked)).hasSizeGreaterThan(masked.size() * 6 / 10);
    }

    @Test
    void everySiteWritesInItsOwnStyleAndSaysThatItIsSynthetic() {
        var stylesBySite =
                STUDIES.stream()
                        .collect(
                                Collectors.groupingBy(
                                        SyntheticStudy::site,
                                        Collectors.mapping(
                                                SyntheticStudy::style, Collectors.toSet())));

        assertThat(stylesBySite).hasSize(4);
        assertThat(stylesBySite.keySet()).allMatch(site -> site.startsWith("synthetic-"));
        assertThat(stylesBySite.values()).allMatch(styles -> styles.size() == 1);
    }

    @Test
    void aFollowUpSaysWhatChanged() {
        assertThat(STUDIES)
                .filteredOn(
                        s -> s.truth().findings().stream().anyMatch(f -> f.change().isPresent()))
                .hasSizeGreaterThan(60)
                .anyMatch(
                        s ->
                                s.findings()
                                        .orElse("")
                                        .matches(".*(compared|since|from) .*(prior|previous).*"));
    }

    @Test
    void aReportDoesNotDenyWhatItsTruthHolds() {
        for (SyntheticStudy study : STUDIES) {
            String text =
                    (study.findings().orElse("") + " " + study.impression().orElse(""))
                            .toLowerCase();
            if (study.truth().has(FindingKind.PNEUMOTHORAX)) {
                assertThat(text)
                        .doesNotContainPattern("\\b(no|negative for)\\b[^.;]*(pneumothorax|ptx)");
            }
            if (study.truth().has(FindingKind.CARDIOMEGALY)) {
                assertThat(text)
                        .doesNotContainPattern(
                                "not enlarged|normal heart|no cmg|heart size (is )?(normal|wnl)");
            }
        }
    }

    @Test
    void noPatternIsLeftUnexpanded() {
        assertThat(STUDIES)
                .flatExtracting(
                        s ->
                                List.of(
                                        s.indication().orElse(""),
                                        s.comparison().orElse(""),
                                        s.technique().orElse(""),
                                        s.findings().orElse(""),
                                        s.impression().orElse(""),
                                        s.addendum().orElse("")))
                .allSatisfy(text -> assertThat(text).doesNotContainPattern("[$|()]|\\s\\s|\\.\\."));
    }

    @Test
    void aHospitalWithoutSitesIsRefused() {
        assertThatThrownBy(() -> SyntheticHospital.of(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 sites");
    }

    private static double share(Predicate<SyntheticStudy> which) {
        return (double) STUDIES.stream().filter(which).count() / STUDIES.size();
    }

    private static List<String> fingerprints(List<SyntheticStudy> studies) {
        return studies.stream()
                .map(
                        s ->
                                s.indication()
                                        + "\n"
                                        + s.findings()
                                        + "\n"
                                        + s.impression()
                                        + "\n"
                                        + s.truth()
                                        + s.image()
                                                .map(
                                                        image ->
                                                                java.util.Arrays.hashCode(
                                                                        image.png())))
                .toList();
    }

    private static String withoutParticulars(String text) {
        return text.toLowerCase()
                .replaceAll(
                        "\\b(left|right|bilateral|upper|mid|lower|small|trace|tiny|minimal|moderate|medium|large|massive|mild|slight|severe|marked)\\b",
                        "_")
                .replaceAll("\\d+", "_");
    }
}
