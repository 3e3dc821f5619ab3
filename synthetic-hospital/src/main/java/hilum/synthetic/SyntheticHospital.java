package hilum.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A hospital of several sites in which every study is made up from a seed. The same seed and number
 * of sites give the same studies in the same order, and the first n of many are the n of few.
 *
 * @param seed everything follows from it
 * @param sites at least 1; styles repeat after the fourth site
 */
public record SyntheticHospital(long seed, int sites) {
    private static final int STUDIES_PER_DAY = 8;
    private static final double FOLLOW_UP = .25;

    public SyntheticHospital {
        if (sites < 1 || sites > 26) {
            throw new IllegalArgumentException(
                    "A synthetic hospital cannot have %d sites: choose from 1 to 26"
                            .formatted(sites));
        }
    }

    public static SyntheticHospital of(long seed, int sites) {
        return new SyntheticHospital(seed, sites);
    }

    /**
     * The first {@code n} studies, each made when the stream reaches it. The stream is sequential.
     */
    public Stream<SyntheticStudy> studies(int n) {
        Day day = new Day();
        return IntStream.range(0, n).sequential().mapToObj(day::study);
    }

    /** A site's name, style and equipment. */
    private record Site(String name, SiteStyle style, Detector detector) {}

    /** A patient who may come again. */
    private record Visit(Site site, Patient patient, Truth truth, int day) {}

    /** The hospital as it goes through its days: who may come back, how many have come. */
    private final class Day {
        private final Chance chance = new Chance(seed);
        private final List<Site> places = new ArrayList<>();
        private final List<Visit> open = new ArrayList<>();

        Day() {
            for (int i = 0; i < sites; i++) {
                SiteStyle[] styles = SiteStyle.values();
                places.add(
                        new Site(
                                "synthetic-" + (char) ('a' + i),
                                styles[i % styles.length],
                                Detector.ofSite(chance.seed())));
            }
        }

        SyntheticStudy study(int index) {
            int day = index / STUDIES_PER_DAY;
            Optional<Visit> prior =
                    open.isEmpty() || !chance.of(FOLLOW_UP)
                            ? Optional.empty()
                            : Optional.of(open.remove(chance.below(open.size())));
            Visit visit =
                    prior.map(
                                    before ->
                                            new Visit(
                                                    before.site,
                                                    before.patient,
                                                    TruthSampler.next(before.truth, chance),
                                                    day))
                            .orElseGet(() -> firstVisit(index, day));
            if (!visit.truth.normal() && chance.of(.7)) {
                open.add(visit);
            }
            // Text and image draw from chances of their own: a new phrase must not move a rib.
            Chance words = new Chance(chance.seed());
            Chance pixels = new Chance(chance.seed());
            ReportText text =
                    new ReportWriter(
                                    visit.truth,
                                    visit.site.style,
                                    prior.map(p -> day - p.day),
                                    words)
                            .write(visit.patient);
            Optional<Radiograph> image =
                    pixels.of(.96)
                            ? Optional.of(
                                    Phantom.paint(
                                            visit.truth,
                                            visit.patient,
                                            visit.site.detector,
                                            pixels))
                            : Optional.empty();
            return new SyntheticStudy(
                    "SYN%d-%06d".formatted(seed, index),
                    visit.site.name,
                    visit.site.style,
                    visit.patient.id(),
                    day,
                    text.indication(),
                    text.comparison(),
                    text.technique(),
                    text.findings(),
                    text.impression(),
                    text.addendum(),
                    image,
                    visit.truth);
        }

        private Visit firstVisit(int index, int day) {
            Site site =
                    places.get(
                            chance.weighted(
                                    places.stream().mapToInt(p -> p.style.share).toArray()));
            Scenario scenario =
                    Scenario.values()[
                            chance.weighted(
                                    Arrays.stream(Scenario.values())
                                            .mapToInt(s -> s.weight)
                                            .toArray())];
            Patient patient =
                    new Patient(
                            "synthetic-patient-%06d".formatted(index),
                            20 + chance.below(70),
                            scenario,
                            chance.seed());
            return new Visit(site, patient, TruthSampler.first(patient, chance), day);
        }
    }
}
