package hilum.language.manners;

/** A site has no tokens left today: nothing was asked. */
public final class BudgetUsedUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    BudgetUsedUp(String message) {
        super(message, null, false, false);
    }
}
