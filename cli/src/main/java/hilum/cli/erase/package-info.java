/** The command that erases a study and waits for the receipts. */
package hilum.cli.erase;
