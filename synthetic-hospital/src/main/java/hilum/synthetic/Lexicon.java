package hilum.synthetic;

import java.util.HashMap;
import java.util.Map;

/** How radiologists of the synthetic hospital word what they see: patterns for {@link Grammar}. */
final class Lexicon {
    private Lexicon() {}

    /** A sentence of the findings section. */
    static String described(Finding f) {
        boolean both = f.side().equals(java.util.Optional.of(Side.BILATERAL));
        return switch (f.kind()) {
            case CARDIOMEGALY ->
                    "the (heart|cardiac silhouette|cardiac shadow) is $howfar enlarged"
                            + "|there is $degree (cardiomegaly|enlargement of the (heart|cardiac silhouette))"
                            + "|$degree cardiomegaly is (present|noted|seen)|$degree cardiac enlargement";
            case PLEURAL_EFFUSION ->
                    both
                            ? "there are $size bilateral pleural effusions|$size pleural effusions are (seen|present|noted) bilaterally"
                                    + "|(blunting|obscuration) of both costophrenic (angles|sulci), (consistent with|compatible with|in keeping with) $size bilateral pleural effusions"
                                    + "|bilateral pleural effusions, $size in size"
                            : "there is a $size $side(-sided|) pleural effusion|a $size $side pleural effusion is (seen|present|noted|identified)"
                                    + "|(blunting|obscuration) of the $side costophrenic (angle|sulcus), (consistent with|compatible with|likely representing) a $size pleural effusion"
                                    + "|(layering|dependent) $side pleural fluid, $size in (amount|volume)|$size pleural effusion on the $side";
            case PNEUMOTHORAX ->
                    "there is a $size $side (apical|) pneumothorax|a $size $side pneumothorax is (seen|present|noted|identified)"
                            + "|a (visceral pleural|thin pleural) line is (visible|seen) on the $side, (consistent with|indicating) a $size pneumothorax"
                            + "|$size pneumothorax (on the $side|along the $side lateral chest wall)";
            case OPACITY ->
                    both
                            ? "there are $density (airspace |)(opacities|consolidations) in both $zone (lungs|lung zones)"
                                    + "|bilateral $zone (lung|zone) (airspace opacities|consolidation|infiltrates), $degree"
                                    + "|$density opacities (project over|are seen in) the $zone lung zones bilaterally"
                            : "there is a $density (airspace |)opacity in the $side $region|$density consolidation (is seen in|involves) the $side $region"
                                    + "|the $side $region (shows|demonstrates) (a $density infiltrate|$density airspace disease|$density consolidation)"
                                    + "|(patchy|focal|confluent) $side $region (airspace disease|opacity|consolidation|infiltrate), $degree";
            case EDEMA ->
                    "there is $degree (pulmonary|interstitial) edema|(increased|prominent|indistinct) (interstitial|perihilar|pulmonary vascular) markings (consistent with|suggestive of|compatible with) $degree pulmonary edema"
                            + "|$degree (pulmonary vascular congestion and edema|perihilar haze, in keeping with pulmonary edema)|$degree pulmonary edema is (present|noted)";
            case ATELECTASIS ->
                    both
                            ? "$degree bibasilar (subsegmental |linear |)atelectasis (is present|is noted|)|there is $degree atelectasis at both (lung |)bases|(linear|streaky|bandlike) opacities at both lung bases (represent|consistent with|likely) atelectasis"
                            : "there is $degree $side (basilar|lower lobe|basal) atelectasis|(linear|streaky|bandlike|platelike) opacity at the $side (lung |)base (consistent with|compatible with|likely) atelectasis|$degree atelectasis is (seen|noted) at the $side base";
            case NODULE ->
                    "there is a $nodule in the $side $region|a $nodule (projects over|is seen in|is noted in) the $side $region|$nodule, $side $region";
            case HYPERINFLATION ->
                    "the lungs are $howfar hyperinflated|$degree hyperinflation (with flattening of the (diaphragms|hemidiaphragms)|of both lungs)|(flattened|flattening of the) (hemidiaphragms|diaphragms) (consistent with|suggesting) $degree (hyperinflation|emphysema)";
            case RIB_FRACTURE ->
                    "(there is a|) (displaced|minimally displaced|nondisplaced|acute) fracture of (a|the) $side ((fifth|sixth|seventh|lateral) |)rib|$side (lateral |posterior |)rib fracture (is noted|is seen|)";
            case LOW_LUNG_VOLUMES ->
                    "(the |)lung volumes are (low|diminished|reduced)|low lung volumes (are noted|with bronchovascular crowding|)|(shallow inspiration|poor inspiratory effort)";
            case GRANULOMA ->
                    "(there is a|) calcified granuloma in the $side $region|(small |)calcified $side $region granuloma (is noted|is again seen|)";
            case TORTUOUS_AORTA ->
                    "the (thoracic |)aorta is (tortuous|ectatic|tortuous and calcified)|(tortuosity|tortuous course) of the thoracic aorta|tortuous (thoracic |descending |)aorta";
            case DEGENERATIVE_SPINE ->
                    "(mild |moderate |multilevel |)degenerative changes (of|in|throughout) the (thoracic |)spine|(degenerative disc disease|osteophytes) (is noted |are noted |)in the thoracic spine|spondylosis of the thoracic spine";
            case SCOLIOSIS ->
                    "(there is |)(mild |) (scoliosis|curvature) of the thoracic spine|(dextro|levo)scoliosis of the thoracic spine";
        };
    }

    /** A phrase of the impression: the same finding in other words and fewer of them. */
    static String summarised(Finding f) {
        boolean both = f.side().equals(java.util.Optional.of(Side.BILATERAL));
        return switch (f.kind()) {
            case CARDIOMEGALY ->
                    "$degree cardiomegaly|enlarged heart|cardiomegaly|$degree cardiac enlargement";
            case PLEURAL_EFFUSION ->
                    both
                            ? "$size bilateral pleural effusions|bilateral effusions, $size"
                            : "$size $side pleural effusion|$side(-sided|) effusion, $size|$size $side effusion";
            case PNEUMOTHORAX -> "$size $side pneumothorax|$side(-sided|) pneumothorax, $size";
            case OPACITY ->
                    both
                            ? "(bilateral $zone lung (pneumonia|consolidation|airspace disease)|multifocal pneumonia, $zone lung predominant)"
                            : "$side $region (pneumonia|consolidation|airspace disease|infiltrate)|(findings (concerning for|suspicious for|suggesting)|possible|probable) $side $region pneumonia|$side $region opacity, (may represent|suspicious for|likely) (pneumonia|infection|infectious process)";
            case EDEMA ->
                    "$degree (pulmonary|interstitial) edema|(findings of|) (fluid overload|congestive heart failure) with $degree edema|$degree CHF";
            case ATELECTASIS ->
                    both
                            ? "(bibasilar|bilateral basilar) (atelectasis|subsegmental atelectasis)"
                            : "$side (basilar|lower lobe|base) (atelectasis|volume loss)";
            case NODULE ->
                    "$side $region (pulmonary |)$lesion(; (recommend CT|CT chest is recommended|follow-up CT advised|further evaluation with CT suggested)|)";
            case HYPERINFLATION ->
                    "(COPD|emphysema|changes of COPD|hyperinflation|hyperexpanded lungs)";
            case RIB_FRACTURE ->
                    "$side rib fracture|fractured $side rib|(acute |)fracture of a $side rib";
            case LOW_LUNG_VOLUMES -> "low lung volumes|hypoinflated lungs";
            case GRANULOMA ->
                    "(old granulomatous disease|calcified $side granuloma|sequela of prior granulomatous disease)";
            case TORTUOUS_AORTA -> "tortuous aorta|aortic (tortuosity|ectasia)";
            case DEGENERATIVE_SPINE -> "degenerative changes of the spine|thoracic spondylosis";
            case SCOLIOSIS -> "scoliosis|thoracic spinal curvature";
        };
    }

    /** The same finding as a note: abbreviations, no verbs. */
    static String noted(Finding f) {
        boolean both = f.side().equals(java.util.Optional.of(Side.BILATERAL));
        return switch (f.kind()) {
            case CARDIOMEGALY -> "$degree CMG|CTR (>0.5|increased), $degree|$degree cardiomegaly";
            case PLEURAL_EFFUSION ->
                    both
                            ? "$size bilat (pl |)eff|$size BPE"
                            : "$size $S (pl |pleural |)eff|$S CPA blunting, $size eff";
            case PNEUMOTHORAX -> "$size $S PTX";
            case OPACITY ->
                    both
                            ? "$density opac $both|bilat $third infiltr, $degree"
                            : "$density opac $field|$field (infiltr|consol|PNA), $degree|haziness $field, $degree";
            case EDEMA -> "$degree (pulm edema|interstitial edema|PVC and edema)|$degree CHF";
            case ATELECTASIS ->
                    both
                            ? "bibasilar (atx|atelectasis|subseg atx)|BLLF (linear atx|atelectasis)"
                            : "$base (linear |subseg |)(atx|atelectasis)";
            case NODULE -> "$nodule $field(, r/o mass|, rec CT|)";
            case HYPERINFLATION -> "$degree (hyperinfl|emphysema)|COPD, $degree";
            case RIB_FRACTURE -> "$S rib fx";
            case LOW_LUNG_VOLUMES -> "low lung vol|poor insp";
            case GRANULOMA -> "calc granuloma $field";
            case TORTUOUS_AORTA -> "tort aorta|aortic tortuosity";
            case DEGENERATIVE_SPINE -> "DJD T-spine|spondylosis";
            case SCOLIOSIS -> "scoliosis";
        };
    }

    static String described(Device device) {
        return switch (device.kind()) {
            case ENDOTRACHEAL_TUBE ->
                    "(an |the |)(endotracheal tube|ET tube) (terminates|ends|has its tip) (above the carina|(three|four|five) cm above the carina)|endotracheal tube in (satisfactory|good|appropriate) position";
            case NASOGASTRIC_TUBE ->
                    "(a nasogastric|an enteric|nasogastric|enteric) tube (courses below the diaphragm|passes into the stomach|extends below the field of view)";
            case CENTRAL_LINE ->
                    "(a |the |)$side (internal jugular|subclavian|central venous) (line|catheter) (terminates in|ends in|has its tip at) the (SVC|superior vena cava|cavoatrial junction)";
            case PACEMAKER ->
                    "(a |)$side (chest wall |) (pacemaker|dual-lead pacemaker|cardiac device) (is present|is in place|with intact leads|with leads in the right heart)";
            case CHEST_TUBE ->
                    "(a |the |)$side (chest tube|thoracostomy tube|pleural drain) is (in place|present|seen)";
            case STERNAL_WIRES ->
                    "(median |)(sternotomy wires|sternal wires) are (intact|noted|in place)|(patient is |)status post (median |)sternotomy|postsurgical changes of (CABG|sternotomy)";
        };
    }

    static String noted(Device device) {
        return switch (device.kind()) {
            case ENDOTRACHEAL_TUBE -> "ETT (in situ|OK|above carina)";
            case NASOGASTRIC_TUBE -> "NGT (in stomach|in situ)";
            case CENTRAL_LINE -> "$S (CVC|IJ|central line) (tip in SVC|in situ)";
            case PACEMAKER -> "$S PPM|PM $S";
            case CHEST_TUBE -> "s/p CT $S|$S CT in situ";
            case STERNAL_WIRES -> "s/p sternotomy|s/p CABG";
        };
    }

    static Map<String, String> words(Finding f) {
        Map<String, String> words = new HashMap<>();
        Severity severity = f.severity().orElse(Severity.MILD);
        words.put(
                "size",
                choice(
                        severity,
                        "small|trace|minimal|tiny",
                        "moderate|moderate-sized|medium",
                        "large|massive|sizeable"));
        words.put(
                "degree",
                choice(severity, "mild|mild|slight", "moderate|moderate", "severe|marked"));
        words.put("howfar", choice(severity, "mildly|slightly", "moderately", "severely|markedly"));
        words.put(
                "density",
                choice(
                        severity,
                        "faint|hazy|subtle|mild",
                        "patchy|moderate|ill-defined",
                        "dense|confluent|extensive"));
        words.put(
                "nodule",
                choice(
                        severity,
                        "(small |8 mm |)(nodule|nodular opacity)",
                        "(14 mm |well-circumscribed |)(nodule|nodular density)",
                        "(large |3.2 cm |)(mass|masslike opacity)"));
        words.put("lesion", choice(severity, "nodule", "nodule", "mass"));
        f.zone()
                .ifPresent(
                        zone -> {
                            words.put("zone", zone.word());
                            words.put("region", region(f, zone));
                        });
        sides(
                words,
                f.side().orElse(Side.BILATERAL),
                f.zone().map(z -> z.name().substring(0, 1)).orElse("L"));
        return words;
    }

    static Map<String, String> words(Device device) {
        Map<String, String> words = new HashMap<>();
        sides(words, device.side().orElse(Side.LEFT), "L");
        return words;
    }

    private static void sides(Map<String, String> words, Side side, String zone) {
        words.put("side", side.word());
        String initial = side.name().substring(0, 1);
        words.put("field", initial + zone + "LF");
        words.put("both", "B" + zone + "LF");
        words.put("base", initial + "LLF");
        words.put("third", zone + "LF");
        words.put("S", initial);
    }

    private static String region(Finding f, Zone zone) {
        return switch (zone) {
            case UPPER -> "upper lobe|upper lung|upper lung zone";
            case MID ->
                    f.on(Side.RIGHT)
                            ? "mid lung|middle lobe|mid lung zone"
                            : "mid lung|mid lung zone|lingula";
            case LOWER -> "lower lobe|lung base|lower lung";
        };
    }

    private static String choice(Severity severity, String mild, String moderate, String severe) {
        return switch (severity) {
            case MILD -> mild;
            case MODERATE -> moderate;
            case SEVERE -> severe;
        };
    }
}
