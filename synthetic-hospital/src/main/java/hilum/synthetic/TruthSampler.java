package hilum.synthetic;

import static hilum.synthetic.FindingKind.*;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws what is so: findings that come together as they do in patients, and how they change until
 * the next study.
 */
final class TruthSampler {
    private final Chance chance;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Device> devices = new ArrayList<>();

    private TruthSampler(Chance chance) {
        this.chance = chance;
    }

    /** The state of a patient at their first study. */
    static Truth first(Patient patient, Chance chance) {
        TruthSampler sampler = new TruthSampler(chance);
        sampler.scenario(patient.scenario());
        sampler.incidental(patient.age());
        return new Truth(sampler.findings, sampler.devices);
    }

    /** The state of the same patient some days after {@code prior}. */
    static Truth next(Truth prior, Chance chance) {
        TruthSampler sampler = new TruthSampler(chance);
        for (Finding finding : prior.findings()) {
            if (finding.present()) {
                sampler.findings.add(sampler.evolve(finding));
            }
        }
        if (chance.of(0.15) && !prior.has(PLEURAL_EFFUSION)) {
            sampler.add(
                    Finding.of(PLEURAL_EFFUSION, chance.side(), null, chance.severity(.6, .3))
                            .compared(Change.NEW));
        }
        if (chance.of(0.1) && !prior.has(OPACITY)) {
            sampler.add(sampler.opacity().compared(Change.NEW));
        }
        prior.devices().stream()
                .filter(
                        d ->
                                d.kind() == Device.Kind.STERNAL_WIRES
                                        || d.kind() == Device.Kind.PACEMAKER
                                        || chance.of(.75))
                .forEach(sampler.devices::add);
        return new Truth(sampler.findings, sampler.devices);
    }

    private Finding evolve(Finding before) {
        if (before.kind().incidental()
                || before.kind() == HYPERINFLATION
                || before.severity().isEmpty()) {
            return before.compared(Change.STABLE);
        }
        Severity degree = before.severity().get();
        boolean goesAway = before.kind() != CARDIOMEGALY && before.kind() != NODULE;
        return switch (chance.weighted(35, 20, 45)) {
            case 0 -> before.compared(Change.STABLE);
            case 1 ->
                    degree == Severity.SEVERE
                            ? before.compared(Change.STABLE)
                            : before.graded(degree.more()).compared(Change.INCREASED);
            default ->
                    degree != Severity.MILD
                            ? before.graded(degree.less()).compared(Change.DECREASED)
                            : before.compared(goesAway ? Change.RESOLVED : Change.STABLE);
        };
    }

    private void scenario(Scenario scenario) {
        switch (scenario) {
            case WELL -> {}
            case HEART_FAILURE -> {
                maybe(.9, Finding.of(CARDIOMEGALY, null, null, chance.severity(.3, .4)));
                maybe(.65, Finding.of(EDEMA, null, null, chance.severity(.4, .4)));
                maybe(
                        .6,
                        Finding.of(
                                PLEURAL_EFFUSION,
                                chance.of(.6) ? Side.BILATERAL : chance.side(),
                                null,
                                chance.severity(.5, .4)));
                device(.25, Device.on(Device.Kind.PACEMAKER, Side.LEFT));
                orAtLeast(Finding.of(CARDIOMEGALY, null, null, Severity.MODERATE));
            }
            case PNEUMONIA -> {
                add(opacity());
                if (chance.of(.2)) {
                    add(opacity());
                }
                maybe(
                        .25,
                        Finding.of(
                                PLEURAL_EFFUSION,
                                findings.getFirst().side().orElseThrow(),
                                null,
                                chance.severity(.6, .3)));
            }
            case TRAUMA -> {
                Side side = chance.side();
                maybe(.6, Finding.of(RIB_FRACTURE, side, null, null));
                maybe(.6, Finding.of(PNEUMOTHORAX, side, null, chance.severity(.3, .4)));
                maybe(.25, Finding.of(PLEURAL_EFFUSION, side, null, chance.severity(.5, .4)));
                if (has(PNEUMOTHORAX)) {
                    device(.4, Device.on(Device.Kind.CHEST_TUBE, side));
                }
                orAtLeast(Finding.of(PNEUMOTHORAX, side, null, Severity.MODERATE));
            }
            case AIRWAYS -> {
                add(Finding.of(HYPERINFLATION, null, null, chance.severity(.3, .4)));
                maybe(.25, opacity());
                maybe(.15, nodule());
                maybe(.15, Finding.of(PNEUMOTHORAX, chance.side(), null, chance.severity(.4, .4)));
            }
            case SURGERY -> {
                device(.95, Device.midline(Device.Kind.STERNAL_WIRES));
                maybe(.5, Finding.of(CARDIOMEGALY, null, null, chance.severity(.5, .4)));
                maybe(.6, atelectasis());
                maybe(
                        .55,
                        Finding.of(
                                PLEURAL_EFFUSION,
                                chance.of(.3) ? Side.BILATERAL : chance.side(),
                                null,
                                chance.severity(.5, .4)));
                device(.4, Device.on(Device.Kind.CENTRAL_LINE, Side.RIGHT));
                device(.3, Device.on(Device.Kind.CHEST_TUBE, chance.side()));
                orAtLeast(atelectasis());
            }
            case INTENSIVE_CARE -> {
                device(.85, Device.midline(Device.Kind.ENDOTRACHEAL_TUBE));
                device(
                        .7,
                        Device.on(
                                Device.Kind.CENTRAL_LINE, chance.of(.7) ? Side.RIGHT : Side.LEFT));
                device(.5, Device.midline(Device.Kind.NASOGASTRIC_TUBE));
                maybe(.5, opacity());
                maybe(.35, Finding.of(EDEMA, null, null, chance.severity(.3, .4)));
                maybe(
                        .5,
                        Finding.of(
                                PLEURAL_EFFUSION,
                                chance.of(.5) ? Side.BILATERAL : chance.side(),
                                null,
                                chance.severity(.4, .4)));
                maybe(.4, Finding.of(LOW_LUNG_VOLUMES, null, null, null));
                orAtLeast(atelectasis());
            }
            case LESION -> {
                add(nodule());
                maybe(.2, nodule());
                maybe(
                        .2,
                        Finding.of(
                                PLEURAL_EFFUSION,
                                findings.getFirst().side().orElseThrow(),
                                null,
                                chance.severity(.4, .4)));
            }
            case CHRONIC_HEART -> {
                add(Finding.of(CARDIOMEGALY, null, null, chance.severity(.6, .3)));
                maybe(.5, Finding.of(TORTUOUS_AORTA, null, null, null));
                device(
                        .6,
                        Device.on(Device.Kind.PACEMAKER, chance.of(.85) ? Side.LEFT : Side.RIGHT));
            }
        }
    }

    private void incidental(int age) {
        double old = age > 60 ? 1 : .35;
        maybe(.22 * old, Finding.of(DEGENERATIVE_SPINE, null, null, null));
        maybe(.12 * old, Finding.of(TORTUOUS_AORTA, null, null, null));
        maybe(.06, Finding.of(GRANULOMA, chance.side(), chance.pick(List.of(Zone.values())), null));
        maybe(.04, Finding.of(SCOLIOSIS, null, null, null));
        if (!has(HYPERINFLATION)) {
            maybe(.09, Finding.of(LOW_LUNG_VOLUMES, null, null, null));
        }
    }

    private Finding opacity() {
        return Finding.of(
                OPACITY,
                chance.of(.15) ? Side.BILATERAL : chance.side(),
                List.of(Zone.UPPER, Zone.MID, Zone.LOWER).get(chance.weighted(25, 25, 50)),
                chance.severity(.3, .45));
    }

    private Finding nodule() {
        return Finding.of(
                NODULE,
                chance.side(),
                chance.pick(List.of(Zone.values())),
                chance.severity(.35, .4));
    }

    private Finding atelectasis() {
        return Finding.of(
                ATELECTASIS,
                chance.of(.35) ? Side.BILATERAL : chance.side(),
                Zone.LOWER,
                chance.severity(.5, .4));
    }

    private void maybe(double probability, Finding finding) {
        if (chance.of(probability)) {
            add(finding);
        }
    }

    private void add(Finding finding) {
        boolean taken =
                findings.stream()
                        .anyMatch(
                                f ->
                                        f.kind() == finding.kind()
                                                && (f.zone().equals(finding.zone())));
        if (!taken) {
            findings.add(finding);
        }
    }

    private void orAtLeast(Finding finding) {
        if (findings.stream().allMatch(f -> f.kind().incidental())) {
            add(finding);
        }
    }

    private void device(double probability, Device device) {
        if (chance.of(probability) && devices.stream().noneMatch(d -> d.kind() == device.kind())) {
            devices.add(device);
        }
    }

    private boolean has(FindingKind kind) {
        return findings.stream().anyMatch(f -> f.kind() == kind);
    }
}
