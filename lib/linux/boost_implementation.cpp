// Asio and Beast are compiled here, once, instead of in every file that uses them (the *_SEPARATE_COMPILATION macros are
// set for the whole program). It is the slowest file of the tree and the one that never changes.

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
