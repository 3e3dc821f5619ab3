package hilum.synthetic;

import static hilum.synthetic.FindingKind.*;
import static hilum.synthetic.Thorax.sign;
import static hilum.synthetic.Thorax.soft;

import java.util.List;

/**
 * Paints the frontal radiograph of a truth: anatomy first, then what is wrong with it, then
 * devices, then everything that differs between two images of the same patient and says nothing
 * about them (position, exposure, collimation, noise).
 */
final class Phantom {
    private static final int SIZE = 192;
    private static final List<Side> SIDES = List.of(Side.RIGHT, Side.LEFT);

    private final Truth truth;
    private final Chance chance;
    private final Thorax thorax;
    private final Canvas canvas;

    private Phantom(Truth truth, Patient patient, Chance chance) {
        this.truth = truth;
        this.chance = chance;
        this.thorax = new Thorax(truth, new Chance(patient.physique()), chance);
        this.canvas =
                new Canvas(
                        SIZE,
                        chance.between(-.06, .06),
                        chance.between(-.05, .05),
                        chance.between(-.05, .05),
                        chance.between(.90, 1.04));
    }

    static Radiograph paint(Truth truth, Patient patient, Detector detector, Chance chance) {
        Phantom phantom = new Phantom(truth, patient, chance);
        phantom.anatomy();
        truth.findings().stream().filter(Finding::present).forEach(phantom::finding);
        truth.devices().forEach(phantom::device);
        return detector.expose(phantom.canvas, chance);
    }

    private void anatomy() {
        boolean worn = truth.has(DEGENERATIVE_SPINE);
        float tissue = (float) chance.between(.56, .66);
        float ribs = (float) chance.between(.05, .08);
        float phase = (float) chance.between(0, 6);
        canvas.everywhere(
                (x, y, before) -> {
                    float shoulder = y < -.72f ? .95f - 2.1f * (-.72f - y) : .95f;
                    float body = soft((Math.max(shoulder, .3f) - Math.abs(x)) / .06f);
                    if (body == 0) {
                        return 0;
                    }
                    float lung = thorax.lung(x, y);
                    float value = tissue + (thorax.lungDensity - tissue) * lung;
                    float below = soft((y - thorax.diaphragm(x)) / .08f);
                    value = Math.max(value, below * (tissue + .12f));
                    value = Math.max(value, thorax.heart(x, y) * .76f);
                    float spine =
                            soft((.13f - Math.abs(x - thorax.spineBend * Thorax.bend(y))) / .09f);
                    float vertebra = spine == 0 ? 0 : (float) Math.sin(y * 34);
                    value += spine * (worn ? .10f + .09f * vertebra : .07f + .02f * vertebra);
                    if (y > .6f) {
                        return body * value;
                    }
                    float arc = (float) Math.sin(22 * (y - .3f * x * x) + phase);
                    value +=
                            ribs
                                    * Math.max(0, arc)
                                    * soft((.9f - Math.abs(x)) / .1f)
                                    * soft((.6f - y) / .3f);
                    return body * value;
                });
        double knob = truth.has(TORTUOUS_AORTA) ? .19 : .11;
        canvas.blob(.10, -.30, knob, .35);
        if (truth.has(TORTUOUS_AORTA)) {
            canvas.path(.06, .72, .16, -.30, .19, -.1, .14, .1);
        }
        for (Side side : SIDES) {
            float s = sign(side);
            canvas.blob(s * .19, -.06, .13, .18);
            canvas.stroke(s * .08, -.60, s * .74, -.72 + chance.between(-.03, .03), .04, .70);
        }
    }

    private void finding(Finding finding) {
        switch (finding.kind()) {
            case PLEURAL_EFFUSION ->
                    SIDES.stream().filter(finding::on).forEach(s -> effusion(s, finding));
            case PNEUMOTHORAX ->
                    SIDES.stream().filter(finding::on).forEach(s -> pneumothorax(s, finding));
            case OPACITY -> SIDES.stream().filter(finding::on).forEach(s -> opacity(s, finding));
            case ATELECTASIS ->
                    SIDES.stream().filter(finding::on).forEach(s -> atelectasis(s, finding));
            case NODULE -> SIDES.stream().filter(finding::on).forEach(s -> nodule(s, finding));
            case GRANULOMA ->
                    SIDES.stream().filter(finding::on).forEach(s -> spot(s, finding, .035, .6));
            case RIB_FRACTURE -> SIDES.stream().filter(finding::on).forEach(this::fracture);
            case EDEMA -> edema(finding);
            case CARDIOMEGALY,
                    HYPERINFLATION,
                    LOW_LUNG_VOLUMES,
                    TORTUOUS_AORTA,
                    DEGENERATIVE_SPINE,
                    SCOLIOSIS -> {}
        }
    }

    private static float grade(Finding finding, double mild, double moderate, double severe) {
        return (float)
                (switch (finding.severity().orElse(Severity.MODERATE)) {
                    case MILD -> mild;
                    case MODERATE -> moderate;
                    case SEVERE -> severe;
                });
    }

    /** Fluid: flat at the mediastinum, climbing along the chest wall. */
    private void effusion(Side side, Finding finding) {
        float s = sign(side);
        float level =
                thorax.inspiration
                        - grade(finding, -.02, .20, .50)
                        + (float) chance.between(-.03, .03);
        canvas.everywhere(
                (x, y, before) -> {
                    if (x * s < .05f || y < level - .4f || y > thorax.inspiration + .4f) {
                        return before;
                    }
                    float out = x * s / thorax.lungOuter;
                    float surface = level - .22f * out * out * out;
                    float fluid = soft((y - surface) / .07f) * soft(thorax.depth(x, y) / .04f);
                    float above = soft((thorax.diaphragm(x) + .06f - y) / .1f);
                    return Math.max(before, before + (.76f - before) * fluid * above);
                });
    }

    /**
     * Air between lung and wall: no markings there, a thin line at the lung's edge, a denser lung
     * behind it.
     */
    private void pneumothorax(Side side, Finding finding) {
        float s = sign(side);
        float gap = grade(finding, .10, .19, .32) + (float) chance.between(-.02, .02);
        canvas.everywhere(
                (x, y, before) -> {
                    float lung = x * s < 0 ? 0 : lungBesideHeart(x, y);
                    if (lung == 0) {
                        return before;
                    }
                    float rim = gap * (1 - .35f * soft((y - .1f) / .5f));
                    float behind = thorax.depth(x, y) - rim;
                    if (behind < 0) {
                        return before + (.05f - before) * lung * .85f;
                    }
                    return before + lung * (behind < .025f ? .22f : .07f);
                });
    }

    private float lungBesideHeart(float x, float y) {
        return thorax.lung(x, y) * (1 - thorax.heart(x, y));
    }

    private void opacity(Side side, Finding finding) {
        double x = sign(side) * chance.between(.38, .52);
        double y = Thorax.centre(finding.zone().orElseThrow()) + chance.between(-.06, .06);
        double amount = grade(finding, .26, .36, .46);
        double radius = chance.between(.25, .31);
        canvas.blob(x, y, radius, amount);
        for (int i = 0; i < 4; i++) {
            canvas.blob(
                    x + chance.between(-.14, .14),
                    y + chance.between(-.12, .12),
                    chance.between(.08, .15),
                    amount * .4);
        }
    }

    private void edema(Finding finding) {
        float amount = grade(finding, .13, .20, .28);
        canvas.everywhere(
                (x, y, before) -> {
                    float far = Math.abs(x) - .30f;
                    float height = y - .02f;
                    float hilar = 1 - (far * far / .25f + height * height / .55f);
                    return hilar <= 0 ? before : before + amount * hilar * lungBesideHeart(x, y);
                });
        for (int i = 0; i < 10; i++) {
            Side side = chance.side();
            double y = chance.between(-.3, .3);
            double x = sign(side) * chance.between(.2, .4);
            canvas.stroke(x, y, x + sign(side) * .15, y + chance.between(-.1, .1), .02, .5);
        }
    }

    private void atelectasis(Side side, Finding finding) {
        float s = sign(side);
        int bands = finding.severity().orElse(Severity.MILD) == Severity.MILD ? 2 : 3;
        for (int i = 0; i < bands; i++) {
            double y = thorax.inspiration - .10 - .09 * i + chance.between(-.02, .02);
            canvas.stroke(
                    s * .24,
                    y,
                    s * chance.between(.58, .68),
                    y - chance.between(-.03, .07),
                    .035,
                    grade(finding, .62, .7, .76));
        }
    }

    private void nodule(Side side, Finding finding) {
        spot(side, finding, grade(finding, .08, .11, .16), .5);
    }

    private void spot(Side side, Finding finding, double radius, double amount) {
        double x = sign(side) * chance.between(.36, .56);
        double y = Thorax.centre(finding.zone().orElseThrow()) + chance.between(-.08, .06);
        around(x, y, radius, amount);
    }

    private void around(double x, double y, double radius, double amount) {
        canvas.around(
                x,
                y,
                radius,
                (px, py, before) -> {
                    float distance = (float) (Math.hypot(px - x, py - y) / radius);
                    return before + (float) amount * soft((1 - distance) / .4f);
                });
    }

    private void fracture(Side side) {
        float s = sign(side);
        double y = chance.between(-.2, .2);
        canvas.path(.025, .8, s * .58, y - .06, s * .66, y, s * .65, y + .05, s * .74, y + .13);
    }

    private void device(Device device) {
        float s = sign(device.side().orElse(Side.LEFT));
        double j = chance.between(-.03, .03);
        switch (device.kind()) {
            case ENDOTRACHEAL_TUBE -> canvas.path(.035, .98, j / 2, -1, j, -.36);
            case NASOGASTRIC_TUBE ->
                    canvas.path(.022, .98, .03, -1, .05 + j, 0, .08, .5, .22 + j, .78);
            case CENTRAL_LINE ->
                    canvas.path(
                            .025,
                            .98,
                            s * .62,
                            -.95,
                            s * .40,
                            -.66,
                            s * .1 - .04,
                            -.45,
                            -.10,
                            -.3,
                            -.10,
                            .02 + j);
            case CHEST_TUBE ->
                    canvas.path(.04, .95, s * .98, .30 + j, s * .62, .12, s * .46, -.40 + j);
            case STERNAL_WIRES -> {
                for (int i = 0; i < 6; i++) {
                    double y = -.42 + .14 * i;
                    canvas.path(.022, 1.05, -.06, y, .06, y + .04);
                    canvas.path(.022, 1.05, -.06, y + .04, .06, y);
                }
            }
            case PACEMAKER -> {
                around(s * .56, -.52 + j, .15, .75);
                canvas.path(
                        .02, .98, s * .5, -.5, s * .22, -.56, -.03, -.35, -.06, .05, .12, .30 + j);
            }
        }
    }
}
