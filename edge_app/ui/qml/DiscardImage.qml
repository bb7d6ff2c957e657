import QtQuick

// Why an image is taken out of an exam that is not finished, and the button that has to be held to do it.
ReasonForm {
    required property var opened
    required property bool again // another one is taken in its place

    question: qsTr("Why is this image discarded?") + " " + qsTr("It is gone for good. The audit trail keeps the reason.")
    reasons: opened.discardReasons
    holdText: again ? qsTr("Hold to discard and take another") : qsTr("Hold to discard")
    failed: qsTr("The image was not discarded")
    onGiven: reason => opened.discard(reason, again)
}
