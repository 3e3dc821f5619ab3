package hilum.language.rewrite;

import hilum.radiology.variant.VariantKind;
import hilum.radiology.variant.VerifiedVariant;
import hilum.radiology.variant.rules.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which variants of a report count where rules and a language model both wrote: the model's under
 * its id, the rules' where it has none, with the reason among its evidence. What either was refused
 * stays refused.
 */
public final class Choice {
    private Choice() {}

    /**
     * Chooses.
     *
     * @param rules all that the rules wrote
     * @param tasks what a language model was asked for
     * @param rewritings what came of each, in the same order
     */
    public static Outcome of(Outcome rules, List<Task> tasks, List<Rewriting> rewritings) {
        Map<String, VerifiedVariant> chosen = new LinkedHashMap<>();
        rules.accepted().forEach(variant -> chosen.put(variant.id(), variant));
        List<VerifiedVariant> rejected = new ArrayList<>(rules.rejected());
        for (int i = 0; i < tasks.size(); i++) {
            Rewriting rewriting = rewritings.get(i);
            rejected.addAll(rewriting.rejected());
            rewriting
                    .accepted()
                    .ifPresent(
                            variant -> {
                                if (!isTwin(variant, chosen)) {
                                    chosen.put(variant.id(), variant);
                                }
                            });
            String id = tasks.get(i).id();
            rewriting
                    .instead()
                    .ifPresent(
                            reason ->
                                    chosen.computeIfPresent(
                                            id, (key, variant) -> noted(variant, reason)));
        }
        List<VerifiedVariant> accepted = new ArrayList<>(chosen.values());
        accepted.sort(
                Comparator.comparing(VerifiedVariant::kind).thenComparing(VerifiedVariant::id));
        return new Outcome(accepted, rejected);
    }

    /** Whether an error says what another error of the report says already. */
    private static boolean isTwin(VerifiedVariant variant, Map<String, VerifiedVariant> chosen) {
        Set<String> others = new HashSet<>();
        chosen.forEach(
                (id, other) -> {
                    if (other.kind() == VariantKind.ERROR && !id.equals(variant.id())) {
                        others.add(other.text());
                    }
                });
        return variant.kind() == VariantKind.ERROR && others.contains(variant.text());
    }

    private static VerifiedVariant noted(VerifiedVariant variant, String reason) {
        List<String> evidence = new ArrayList<>(variant.evidence());
        evidence.add("written by rules: " + reason);
        return new VerifiedVariant(
                variant.id(),
                variant.kind(),
                variant.text(),
                variant.category(),
                variant.generator(),
                evidence);
    }
}
