import QtQuick

// Why a clip is taken out of an exam that is not finished, and the button that has to be held to do it.
ReasonForm {
    required property var opened
    required property bool again // another one is taken in its place

    question: qsTr("Why is this clip discarded?") + " " + qsTr("It is gone for good. The audit trail keeps the reason.")
    reasons: opened.discardReasons
    holdText: again ? qsTr("Hold to discard and take another") : qsTr("Hold to discard")
    failed: qsTr("The clip was not discarded")
    onGiven: reason => opened.discardClip(reason, again)
}
